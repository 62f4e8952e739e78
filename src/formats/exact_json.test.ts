import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readExactJson, writeExactJson } from './exact_json.ts';

test('numbers and typed arrays come back to the bit', () => {
  const value = {
    numbers: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 5e-324, 0.1 + 0.2],
    singles: new Float32Array([Number.NaN, -0, 1.5]),
    doubles: new Float64Array(70_000).map((_, i) => Math.sin(i)),
    text: '$f32 "quoted" \u2028 ü',
  };
  const back = readExactJson(writeExactJson(value));
  expect(back).toStrictEqual(value);
  expect(Object.is((back as typeof value).numbers[3], -0)).toBe(true);
});

test('any double comes back', () => {
  fc.assert(
    fc.property(fc.array(fc.double()), fc.float64Array(), (plain, typed) => {
      expect(readExactJson(writeExactJson({ plain, typed }))).toStrictEqual({ plain, typed });
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['{"$number":"1e999"}', 'invalid number: 1e999 (expected NaN, Infinity, -Infinity, -0)'],
  ['{"$f64":"AAAA"}', 'invalid numbers: 3 bytes (expected a multiple of 8)'],
])('refuses %s', (text, message) => {
  expect(() => readExactJson(text)).toThrow(message);
});
