import { describe, expect, it } from 'vitest';
import { mean as meanOf } from '../math/statistics.ts';
import { Stream } from '../random/stream.ts';
import { clusteredEstimate } from './clustered.ts';

describe('the clustered estimate', () => {
  it("by hand: the standard error of the prompts' means", () => {
    // Means 1, 2, 6: mean 3, variance (4 + 1 + 9) / 2 = 7, standard error sqrt(7 / 3).
    const { mean, standardError } = clusteredEstimate([
      [0, 2],
      [2, 2],
      [5, 7],
    ]);
    expect(mean).toBe(3);
    expect(standardError).toBeCloseTo(Math.sqrt(7 / 3), 14);
  });

  it('with one prompt is the ordinary standard error', () => {
    expect(clusteredEstimate([[1, 2, 3]])).toEqual({ mean: 2, standardError: Math.sqrt(1 / 3) });
  });

  it('is the spread of the mean over repeated experiments, which the unclustered error misses', () => {
    const stream = Stream.fromSeed(3);
    const experiment = () =>
      Array.from({ length: 20 }, () => {
        const promptMean = stream.normal();
        return Array.from({ length: 8 }, () => promptMean + 0.5 * stream.normal());
      });
    const repeats = Array.from({ length: 1500 }, () => clusteredEstimate(experiment()));
    const spread = Math.sqrt(meanOf(repeats.map(({ mean }) => mean ** 2)));
    const claimed = meanOf(repeats.map(({ standardError }) => standardError));
    // True: sqrt((1 + 0.25 / 8) / 20) = 0.227; as if independent: sqrt(1.25 / 160) = 0.088.
    expect(spread).toBeCloseTo(0.227, 1);
    expect(claimed / spread).toBeGreaterThan(0.93);
    expect(claimed / spread).toBeLessThan(1.05);
  });
});
