import { describe, expect, it } from 'vitest';
import { Z95 } from '../math/statistics.ts';
import { Stream } from '../random/stream.ts';
import { gapOverSeeds, nestedSeedVariance, seedVariance } from './over_seeds.ts';
import { winRate } from './win_rate.ts';

describe('the gap over seeds', () => {
  it('by hand', () => {
    // Mean 2, variance 1, standard error 1 / sqrt(3).
    expect(gapOverSeeds([1, 2, 3])).toEqual({ mean: 2, standardError: Math.sqrt(1 / 3), degrees: 2 });
  });

  it('of one seed has the error it is told of, or an unknown one', () => {
    expect(gapOverSeeds([2], 0.5)).toEqual({
      mean: 2,
      standardError: 0.5,
      degrees: Number.POSITIVE_INFINITY,
    });
    expect(gapOverSeeds([2]).standardError).toBeNaN();
  });
});

describe('what seeds add to the error', () => {
  it('by hand', () => {
    // Means of the seeds 1 and 4: MS_seeds = 2 * 4.5 = 9; additive, so MS_residual = 0; 9 / (2 * 2), times (t / z)^2.
    const extra = seedVariance([
      [0, 2],
      [3, 5],
    ]);
    expect(extra).toBeCloseTo((9 / 4) * (12.706204736 / Z95) ** 2, 6);
  });

  it('by hand where each seed has answers of its own', () => {
    // Means 1 and 4, so a variance of 4.5, of which each seed's two answers explain 1; 3.5 / 2, times (t / z)^2.
    const extra = nestedSeedVariance([
      [0, 2],
      [3, 5],
    ]);
    expect(extra).toBeCloseTo((3.5 / 2) * (12.706204736 / Z95) ** 2, 6);
    expect(nestedSeedVariance([[0, 1, 1]])).toBe(0);
  });

  it('is nothing for one seed, or where seeds differ no more than their answers make them', () => {
    expect(seedVariance([[0, 1, 1]])).toBe(0);
    expect(
      seedVariance([
        [0, 1],
        [1, 0],
      ]),
    ).toBe(0);
  });

  it('lets the interval of a win-rate cover the true rate, where the interval over prompts alone does not', () => {
    const stream = Stream.fromSeed(11);
    const [prompts, seeds, repeats] = [150, 3, 1500];
    const covered = { withSeeds: 0, withoutSeeds: 0 };
    for (let i = 0; i < repeats; i++) {
      const shifts = Array.from({ length: seeds }, () => 0.06 * stream.normal());
      const chances = Array.from({ length: prompts }, () => (stream.uniform() < 0.5 ? 0.8 : 0.4)); // a true rate of 0.6
      const bySeed = shifts.map((shift) =>
        chances.map((chance) => (stream.uniform() < chance + shift ? 1 : 0)),
      );
      const byPrompt = chances.map((_, p) => bySeed.map((wins) => (wins[p] > 0 ? 1 : -1)));
      const covers = ({ low, high }: { low: number; high: number }) => (low < 0.6 && 0.6 < high ? 1 : 0);
      covered.withSeeds += covers(winRate(byPrompt, seedVariance(bySeed)));
      covered.withoutSeeds += covers(winRate(byPrompt));
    }
    // Not quite 95 %: now and then three seeds agree by chance, and nothing tells that seeds differ.
    expect(covered.withSeeds / repeats).toBeGreaterThan(0.9);
    expect(covered.withoutSeeds / repeats).toBeLessThan(0.8);
  });
});
