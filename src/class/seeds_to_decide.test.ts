import { describe, expect, it } from 'vitest';
import { mean, standardError, t95 } from '../math/statistics.ts';
import { seedsToDecide } from './seeds_to_decide.ts';

/** Values with exactly this mean and standard deviation. */
function values(count: number, centre: number, deviation: number): number[] {
  const raw = Array.from({ length: count }, (_, i) => Math.sin(1 + i * 7.3));
  const middle = mean(raw);
  const scale = deviation / (standardError(raw) * Math.sqrt(count));
  return raw.map((value) => centre + (value - middle) * scale);
}
const gapOf = (all: readonly number[]) => ({
  mean: mean(all),
  error: t95(all.length - 1) * standardError(all),
  seeds: all.map((_, at) => at + 1),
});
const isDecided = (all: readonly number[]) => Math.abs(mean(all)) > t95(all.length - 1) * standardError(all);

describe('how many seeds would decide', () => {
  it.each([
    [3, 1, 1],
    [4, 0.5, 1],
    [6, -0.2, 0.7],
    [5, 0.9, 1.2],
  ])(
    'is the least number at which the same gap and spread decide: %d seeds, gap %d, spread %d',
    (known, gap, spread) => {
      const wanted = seedsToDecide(gapOf(values(known, gap, spread)))!;
      expect(isDecided(values(known, gap, spread))).toBe(false);
      expect(isDecided(values(wanted, gap, spread))).toBe(true);
      expect(isDecided(values(wanted - 1, gap, spread))).toBe(false);
    },
  );

  it('is 7 for a gap as large as its spread: t is 2.447 with 6 degrees of freedom, 2.571 with 5', () => {
    expect(seedsToDecide(gapOf(values(3, 1, 1)))).toBe(7);
  });

  it('is beyond any class without a gap, and unknown of one seed', () => {
    expect(seedsToDecide(gapOf(values(5, 1e-9, 1)))).toBe(Number.POSITIVE_INFINITY);
    expect(seedsToDecide({ mean: 1, error: undefined, seeds: [1] })).toBeUndefined();
  });
});
