import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Stream } from '../random/stream.ts';
import {
  correlation,
  correlationInterval,
  mean,
  median,
  normalInterval,
  quantile,
  squaredDeviations,
  standardError,
  sum,
  t95,
  variance,
  wilsonInterval,
  Z95,
} from './statistics.ts';

/** Simpson's rule. */
function integral(f: (x: number) => number, from: number, to: number, cells = 4000): number {
  const width = (to - from) / cells;
  let total = f(from) + f(to);
  for (let i = 1; i < cells; i++) total += (i % 2 === 1 ? 4 : 2) * f(from + i * width);
  return (total * width) / 3;
}

it('the normal quantile holds 95 % of the density between -Z95 and Z95', () => {
  const density = (z: number) => Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI);
  expect(integral(density, -Z95, Z95)).toBeCloseTo(0.95, 13);
});

describe("Student's t", () => {
  /** P(|T| < t): the density without its constant, over x = tan(u), which maps all of T to -pi/2..pi/2. */
  function inside(t: number, degrees: number): number {
    const f = (u: number) => Math.cos(u) ** -2 * (1 + Math.tan(u) ** 2 / degrees) ** (-(degrees + 1) / 2);
    return integral(f, 0, Math.atan(t)) / integral(f, 0, Math.PI / 2 - 1e-9);
  }

  it('holds 95 % of its density between -t and t, for all degrees of freedom of 2 to 20 seeds', () => {
    for (let degrees = 1; degrees <= 19; degrees++)
      expect(inside(t95(degrees), degrees)).toBeCloseTo(0.95, 8);
  });
});

describe('means and spreads', () => {
  it('by hand: 2, 4, 9 have mean 5, variance (9 + 1 + 16) / 2 and standard error sqrt(13 / 3)', () => {
    expect(sum([2, 4, 9])).toBe(15);
    expect(mean([2, 4, 9])).toBe(5);
    expect(squaredDeviations([2, 4, 9])).toBe(26);
    expect(variance([2, 4, 9])).toBe(13);
    expect(standardError([2, 4, 9])).toBeCloseTo(Math.sqrt(13 / 3), 15);
  });

  it('adds from left to right', () => {
    expect(sum([1e16, 1, -1e16])).toBe(0);
    expect(sum([1e16, -1e16, 1])).toBe(1);
    expect(mean(new Float32Array([1, 2, 6]))).toBe(3);
  });

  it('does not lose the spread beside a large mean', () => {
    expect(variance([1e9 + 1, 1e9 + 2, 1e9 + 3])).toBe(1);
  });

  it('has no mean of nothing and no spread of one value', () => {
    expect(sum([])).toBe(0);
    expect(mean([])).toBeNaN();
    for (const few of [[], [7]]) {
      expect(variance(few)).toBeNaN();
      expect(standardError(few)).toBeNaN();
    }
  });

  it('carries infinities through', () => {
    expect(mean([1, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
    expect(mean([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])).toBeNaN();
  });
});

describe('quantiles', () => {
  it('are those of R (type 7), sorted as numbers', () => {
    const values = [10, 9, 100, 1, 2];
    expect([0, 0.1, 0.25, 0.5, 0.9, 1].map((share) => quantile(values, share))).toEqual([
      1, 1.4, 2, 9, 64, 100,
    ]);
    expect(quantile([3, 1, 2, 4], 0.75)).toBe(3.25);
    expect(quantile([5], 0.25)).toBe(5);
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe('the median', () => {
  it('is the middle value, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([10, 9, 100])).toBe(10); // sorted as numbers
    expect(median([])).toBeNaN();
  });

  it('has as many values below it as above it, and leaves its argument as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (values) => {
        const before = [...values];
        const middle = median(values);
        expect(values.filter((v) => v < middle).length).toBeLessThanOrEqual(values.length / 2);
        expect(values.filter((v) => v > middle).length).toBeLessThanOrEqual(values.length / 2);
        expect(values).toEqual(before);
      }),
    );
  });
});

describe('the normal interval', () => {
  it("gives the paper's width: 95.40 +- 0.57 on some 5,200 prompts (Table 1)", () => {
    const error = Math.sqrt((0.954 * 0.046) / 5200);
    const { low, high } = normalInterval({ mean: 0.954, standardError: error });
    expect((100 * (high - low)) / 2).toBeCloseTo(0.57, 2);
    expect((high + low) / 2).toBeCloseTo(0.954, 12);
  });
});

describe("Wilson's interval", () => {
  // As printed in the literature (Newcombe 1998 and the usual tables).
  it.each([
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [5, 10, 0.2366, 0.7634],
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is %d to %d', (successes, total, low, high) => {
    const interval = wilsonInterval(successes, total);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('ends where the score test is exactly at its limit: |rate - bound| = z sqrt(bound (1 - bound) / n)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), (total, some) => {
        const successes = some % (total + 1);
        const { low, high } = wilsonInterval(successes, total);
        for (const bound of [low, high].filter((value) => value > 1e-9 && value < 1 - 1e-9)) {
          const score = Math.abs(successes / total - bound) / Math.sqrt((bound * (1 - bound)) / total);
          expect(score).toBeCloseTo(1.959963984540054, 6);
        }
        expect(low).toBeLessThanOrEqual(successes / total);
        expect(high).toBeGreaterThanOrEqual(successes / total);
      }),
    );
  });

  it('knows nothing without comparisons', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

describe('the interval of a correlation', () => {
  it('holds the true one in 95 % of samples of a binormal', () => {
    const [rho, count, samples] = [0.6, 40, 2000];
    const stream = Stream.fromSeed(1);
    let held = 0;
    for (let sample = 0; sample < samples; sample++) {
      const a = Array.from({ length: count }, () => stream.normal());
      const b = a.map((x) => rho * x + Math.sqrt(1 - rho ** 2) * stream.normal());
      const { low, high } = correlationInterval(correlation(a, b), count);
      if (low < rho && rho < high) held++;
    }
    // Three standard errors of the share.
    expect(Math.abs(held / samples - 0.95)).toBeLessThan(0.015);
  });

  it('is a point where all lie on a line, and everything below four pairs', () => {
    expect(correlationInterval(1, 10)).toEqual({ low: 1, high: 1 });
    expect(correlationInterval(0.5, 3)).toEqual({ low: -1, high: 1 });
  });
});
