import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readExactJson, writeExactJson } from './exact_json.ts';

it('keeps every double, and all else that JSON has', () => {
  const plain = fc.letrec((tie) => ({
    value: fc.oneof(
      fc.double(),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 5e-324),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), tie('value'), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    ),
  })).value;
  fc.assert(
    fc.property(plain, (value) => {
      expect(readExactJson(writeExactJson(value))).toEqual(value);
    }),
  );
});

it('takes no other word for a number', () => {
  expect(readExactJson('{"$number":"1e999"}')).toEqual({ $number: '1e999' });
  expect(readExactJson('{"$number":0}')).toEqual({ $number: 0 });
});
