import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectation, parseChoice, parseNumber, parseValue, quoted } from './parse.ts';
import { type ChoiceOptions, integer, real } from './setting.ts';

const gamma = real(0.01, 100);
const seed = integer(0, 4294967295);
const reduction: ChoiceOptions = { kind: 'choice', options: ['sum', 'mean'] };

describe('a value', () => {
  it.each([
    [gamma, '0.5', 0.5],
    [gamma, ' 1e-1 ', 0.1],
    [gamma, '.5', 0.5],
    [gamma, '+2', 2],
    [gamma, 0.01, 0.01],
    [gamma, 100, 100],
    [seed, '32', 32],
    [seed, '3.2e1', 32],
    [seed, '4294967295', 4294967295],
    [reduction, 'mean', 'mean'],
    [reduction, ' sum ', 'sum'],
  ] as const)('within its bounds is taken: %j of %j', (setting, raw, value) => {
    expect(parseValue('x', setting, raw)).toEqual({ value });
  });

  it.each([
    [-1, '-1'],
    ['-1', '-1'],
    [100.0001, '100.0001'],
    [Number.NaN, 'NaN'],
    ['NaN', 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    ['Infinity', 'Infinity'],
    ['1e999', '1e999'],
    ['-1e999', '-1e999'],
    ['1e-999', '1e-999'],
    ['', '(empty)'],
    ['0x10', '0x10'],
    ['1,5', '1,5'],
    ['1_000', '1_000'],
    [null, 'null'],
    [[1], '(array)'],
    [{ gamma: 1 }, '(object)'],
    [undefined, '(undefined)'],
    [true, 'true'],
  ] as const)('outside them is refused: %j', (raw, shown) => {
    expect(parseValue('gamma', gamma, raw)).toEqual({
      problem: `invalid gamma: ${shown} (expected 0.01..100)`,
    });
  });

  it.each([
    [seed, '1.5', 'invalid x: 1.5 (expected an integer in 0..4294967295)'],
    [seed, 4294967296, 'invalid x: 4294967296 (expected an integer in 0..4294967295)'],
    [reduction, 'max', 'invalid x: max (expected sum, mean)'],
    [reduction, 1, 'invalid x: 1 (expected sum, mean)'],
    [reduction, '', 'invalid x: (empty) (expected sum, mean)'],
  ] as const)('says what was expected: %j, %j', (setting, raw, problem) => {
    expect(parseValue('x', setting, raw)).toEqual({ problem });
  });

  it('has no negative zero', () => {
    expect(Object.is(parseNumber(real(-1, 1), '-0'), 0)).toBe(true);
    expect(Object.is(parseNumber(real(-1, 1), -0), 0)).toBe(true);
  });

  it('of any kind is answered without throwing, and never from outside the bounds', () => {
    const setting = fc.constantFrom(gamma, seed, integer(-3, 3), real(-2.5, 0));
    fc.assert(
      fc.property(setting, fc.oneof(fc.anything(), fc.double(), fc.double().map(String)), (bounds, raw) => {
        const value = parseNumber(bounds, raw);
        if (value === undefined) return true;
        return value >= bounds.min && value <= bounds.max && (!bounds.integer || value % 1 === 0);
      }),
    );
    fc.assert(
      fc.property(fc.anything(), (raw) =>
        [undefined, 'sum', 'mean'].includes(parseChoice(['sum', 'mean'], raw)),
      ),
    );
  });

  it('that prints is read back', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), (value) => {
        expect(parseNumber(gamma, String(value))).toBe(value);
      }),
    );
  });
});

describe('the sentence', () => {
  it('is short, whatever was given', () => {
    expect(quoted('9'.repeat(10_000))).toBe(`${'9'.repeat(40)}…`);
    fc.assert(fc.property(fc.anything(), (raw) => quoted(raw).length <= 41));
  });

  it('names the bounds', () => {
    expect(expectation(integer(2, 128))).toBe('an integer in 2..128');
    expect(expectation(gamma)).toBe('0.01..100');
    expect(expectation(reduction)).toBe('sum, mean');
  });
});
