import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromBrainFloats, toBrainFloats } from './brain_float.ts';

const rounded = (value: number) => fromBrainFloats(toBrainFloats(Float32Array.of(value)))[0];

it('reads every bfloat16 and writes it again', () => {
  const all = Uint16Array.from({ length: 1 << 16 }, (_, i) => i);
  const values = fromBrainFloats(all);
  const written = toBrainFloats(values);
  const isNumber = (_: number, i: number) => !Number.isNaN(values[i]);
  expect(written.filter(isNumber)).toEqual(all.filter(isNumber));
  expect(fromBrainFloats(written)).toEqual(values);
  expect([values[0x3f80], values[0xc049], values[0x7f80], values[1]]).toEqual([
    1,
    -3.140625,
    Number.POSITIVE_INFINITY,
    2 ** -133,
  ]);
});

it('rounds to the nearest of eight significant bits, and of two as near to the even one', () => {
  expect([1 + 2 ** -8, 1 + 3 * 2 ** -8, 1 + 2 ** -8 + 2 ** -20].map(rounded)).toEqual([
    1,
    1 + 2 ** -6,
    1 + 2 ** -7,
  ]);
  fc.assert(
    fc.property(fc.float({ noNaN: true, min: Math.fround(-1e30), max: Math.fround(1e30) }), (value) => {
      const step = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(value), 2 ** -126))) - 7);
      expect(Math.abs(rounded(value) - value)).toBeLessThanOrEqual(step / 2);
    }),
  );
});
