import fc from 'fast-check';
import { expect, it } from 'vitest';
import { histogram } from './histogram.ts';

it('a few different values have a bin each', () => {
  expect(histogram([1, 0, 1, 1])).toEqual([
    { at: 0, low: -0.4, high: 0.4, count: 1 },
    { at: 1, low: 0.6, high: 1.4, count: 3 },
  ]);
  expect(histogram([7])).toEqual([{ at: 7, low: 6.6, high: 7.4, count: 1 }]);
});

it('1000 evenly spread values get ten bins of a hundred: IQR 500, width 100', () => {
  const bins = histogram(Array.from({ length: 1000 }, (_, i) => i));
  expect(bins.map(({ count }) => count)).toEqual(new Array(10).fill(100));
  expect(bins[0].low).toBe(0);
  expect(bins[9].high).toBe(999);
});

it('every value is in one bin, and its bin holds it', () => {
  const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(values, (all) => {
      const bins = histogram(all);
      expect(bins.length).toBeLessThanOrEqual(30);
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
      for (const { low, high } of bins) expect(low).toBeLessThanOrEqual(high);
      expect(bins[0].low).toBeLessThanOrEqual(Math.min(...all));
      expect(bins[bins.length - 1].high).toBeGreaterThanOrEqual(Math.max(...all) - 1e-6);
    }),
  );
});

it('far outliers do not make a thousand bins', () => {
  expect(histogram([...Array.from({ length: 50 }, (_, i) => i), 1e9])).toHaveLength(30);
});
