import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimated, movingAverage, smoothed } from './series.ts';

describe('smoothing', () => {
  it('is the weighted mean of everything so far', () => {
    const values = [3, -1, 4, 1, -5, 9];
    const line = smoothed(values, 0.8);
    line.forEach((value, t) => {
      const weights = values.slice(0, t + 1).map((_, i) => 0.8 ** (t - i));
      const total = weights.reduce((a, b) => a + b, 0);
      expect(value).toBeCloseTo(weights.reduce((sum, w, i) => sum + w * values[i], 0) / total, 12);
    });
  });

  it('leaves a constant alone from the first value on, and passes over what is missing', () => {
    expect([...smoothed([2, 2, 2], 0.9)].map((value) => value.toFixed(12))).toEqual(
      new Array(3).fill('2.000000000000'),
    );
    const [first, second, third, fourth] = smoothed([Number.NaN, 5, Number.POSITIVE_INFINITY, 5], 0.9);
    expect(first).toBeNaN();
    expect([second, third, fourth].map((value) => value.toFixed(12))).toEqual(
      new Array(3).fill('5.000000000000'),
    );
    expect([...smoothed([1, 7, 2], 0)]).toEqual([1, 7, 2]);
  });
});

describe('the moving average', () => {
  it('is the mean of what is finite among the last values', () => {
    const values = fc.array(fc.oneof(fc.double({ min: -10, max: 10, noNaN: true }), fc.constant(Number.NaN)));
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 9 }), (given, window) => {
        movingAverage(given, window).forEach((mean, i) => {
          const last = given.slice(Math.max(0, i - window + 1), i + 1).filter(Number.isFinite);
          const expected = last.reduce((a, b) => a + b, 0) / last.length;
          if (last.length === 0) expect(mean).toBeNaN();
          else expect(mean).toBeCloseTo(expected, 9);
        });
      }),
    );
  });

  it('of one value is the value', () => {
    expect([...movingAverage([1, 7, 2], 1)]).toEqual([1, 7, 2]);
  });
});

describe('decimation', () => {
  const values = fc.array(fc.double({ min: -10, max: 10 }), { maxLength: 400 });

  it('keeps the order, both ends and both extremes, within the limit', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 4, max: 50 }), (all, maxPoints) => {
        const finite = all.flatMap((value, i) => (Number.isFinite(value) ? [i] : []));
        const kept = decimated(all, maxPoints);
        expect(kept.length).toBeLessThanOrEqual(maxPoints);
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        expect(kept.every((i) => finite.includes(i))).toBe(true);
        if (finite.length === 0) return;
        expect([kept[0], kept.at(-1)]).toEqual([finite[0], finite.at(-1)]);
        const extremes = (indices: readonly number[]) => [
          Math.min(...indices.map((i) => all[i])),
          Math.max(...indices.map((i) => all[i])),
        ];
        expect(extremes(kept)).toEqual(extremes(finite));
      }),
    );
  });

  it('shows every point while there are few', () => {
    expect(decimated([1, Number.NaN, 2], 4)).toEqual([0, 2]);
  });
});
