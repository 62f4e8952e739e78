import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sigmoid } from '../../math/log_space.ts';
import { type Comparison, fitLinear, negativeLogLikelihood } from './linear_bradley_terry.ts';

const SIZE = 3;
const comparisons = fc.array(
  fc.record({
    difference: fc.array(fc.integer({ min: -4, max: 4 }), { minLength: SIZE, maxLength: SIZE }),
    outcome: fc.constantFrom<1 | 0.5 | 0>(1, 0.5, 0),
  }),
  { maxLength: 30 },
);
const zero = Array(SIZE).fill(0);

describe('the fit of a linear Bradley-Terry model', () => {
  it('is where the loss has no slope, by central differences', () => {
    fc.assert(
      fc.property(comparisons, fc.double({ min: 0.1, max: 5, noNaN: true }), (seen, ridge) => {
        const { weights } = fitLinear(zero, seen, ridge);
        const h = 1e-5;
        weights.forEach((_, i) => {
          const at = (by: number) => weights.map((weight, j) => (i === j ? weight + by : weight));
          const slope =
            (negativeLogLikelihood(at(h), seen, ridge) - negativeLogLikelihood(at(-h), seen, ridge)) /
            (2 * h);
          expect(Math.abs(slope)).toBeLessThan(1e-5);
        });
      }),
    );
  });

  it('does not depend on where it begins, even where one side always wins', () => {
    const always: Comparison[] = Array.from({ length: 40 }, () => ({ difference: [4, 1, 0], outcome: 1 }));
    const { weights } = fitLinear(zero, always, 0.1);
    const again = fitLinear([9, -30, 5], always, 0.1).weights;
    for (const [i, weight] of again.entries()) expect(weight).toBeCloseTo(weights[i], 6);
  });

  it('is the closed form with one feature: the share of wins, and its error by the curvature', () => {
    const seen = [1, 1, 1, 0].map((outcome): Comparison => ({ difference: [1], outcome: outcome as 0 | 1 }));
    const { weights, standardErrors } = fitLinear([0], seen, 1e-9);
    expect(sigmoid(weights[0])).toBeCloseTo(0.75, 6);
    expect(standardErrors[0]).toBeCloseTo(1 / Math.sqrt(4 * 0.75 * 0.25), 5);
  });

  it('knows the ridge alone where nothing was seen, and nothing of ties', () => {
    expect(fitLinear(zero, [], 4)).toEqual({ weights: zero, standardErrors: [0.5, 0.5, 0.5] });
    const { weights } = fitLinear(zero, [{ difference: [1, 2, 3], outcome: 0.5 }], 1);
    expect(weights).toEqual(zero);
  });

  it('takes a feature that does not differ for unknown', () => {
    const { weights, standardErrors } = fitLinear([0, 0], [{ difference: [2, 0], outcome: 1 }], 0.25);
    expect(weights[1]).toBe(0);
    expect(standardErrors[1]).toBe(2);
  });

  it('refuses to fit without a ridge', () => {
    expect(() => fitLinear([0], [], 0)).toThrow('invalid ridge: 0 (expected above 0)');
  });
});
