import { describe, expect, it } from 'vitest';
import { studentQuantile } from '../math/distributions.ts';
import { standardError, t95 } from '../math/statistics.ts';
import { byJudge, byTrainingReward, pooledWinRate, winRateGap } from './comparisons.ts';
import { madeUpOutcomes } from './made_up_outcomes.ts';
import { scaleOf } from './scale.ts';
import { table1 } from './table1.ts';

describe('comparisons', () => {
  const [run] = [...madeUpOutcomes(['table1']).values()];

  it('pools by prompt, and a win is a win by hand', () => {
    // Rewards 0, 1, 2, 0, ... against 1: of 16 answers 5 win, 5 tie, 6 lose.
    const rate = pooledWinRate([run], byTrainingReward)!;
    expect(rate).toMatchObject({ wins: 5, ties: 5, total: 16 });
    expect(pooledWinRate([], byTrainingReward)).toBeUndefined();
    // The gold response of the one prompt against itself.
    expect(pooledWinRate([run], byJudge)).toMatchObject({ wins: 0, ties: 16 });
  });

  it('does not take one lucky seed for all: seeds that disagree widen the interval', () => {
    const requests = table1.requests(scaleOf('smoke', 3)).slice(0, 3);
    const runs = requests.map(({ config }, s) => ({
      ...run,
      config,
      test: run.test.map((answer, i) => ({ ...answer, reward: i % 4 < s + 1 ? 2 : 0 })),
    }));
    const alike = runs.map((lucky) => ({ ...lucky, test: runs[1].test }));
    const width = (some: typeof runs) => {
      const { low, high, rate } = pooledWinRate(some, byTrainingReward)!;
      expect(rate).toBe(0.5);
      return high - low;
    };
    expect(width(runs)).toBeGreaterThan(1.5 * width(alike));
  });

  it('knows the gap of two sides better than either, answer by answer', () => {
    const withRewards = (rewards: readonly number[]) => ({
      ...run,
      test: run.test.map((answer, i) => ({ ...answer, reward: rewards[i % rewards.length] })),
    });
    const options = { plan: { seeds: [1] }, compare: byTrainingReward };
    // Against 1: the first wins 3 of 4, the second 2 of 4, on the same answers but one.
    const [above, below] = [withRewards([2, 2, 2, 0]), withRewards([2, 2, 0, 0])];
    const gap = winRateGap([above], [below], options)!;
    expect(gap.mean).toBeCloseTo(0.25, 12);
    // One prompt, so the 16 differences are the clusters: 4 of 1 and 12 of 0.
    expect(gap.error).toBeCloseTo(studentQuantile(0.05, 15) * Math.sqrt((0.25 * 0.75) / 15), 12);
    expect(winRateGap([above], [above], options)).toMatchObject({ mean: 0, error: 0, verdict: 'level' });
    expect(winRateGap([below], [above], options)!.mean).toBeCloseTo(-0.25, 12);
    expect(winRateGap([], [below], options)).toBeUndefined();
  });

  it('compares seeds that are worlds of their own, without a prompt in common, by their means', () => {
    const inWorld = (seed: number, wins: number) => ({
      ...run,
      config: { ...run.config, task: 'dialog' as const, seed },
      test: [0, 1, 2, 3].map((p) => ({
        ...run.test[0],
        promptId: 20_000 + 10 * seed + p,
        reward: p < wins ? 2 : 0,
      })),
    });
    const above = [3, 4, 3].map((wins, s) => inWorld(s + 1, wins));
    const below = [2, 2, 1].map((wins, s) => inWorld(s + 1, wins));
    const gap = winRateGap(above, below, { plan: { seeds: [1, 2, 3] }, compare: byTrainingReward })!;
    // Gaps of 1/4, 2/4 and 2/4.
    expect(gap.mean).toBeCloseTo(5 / 12, 12);
    expect(gap.error).toBeCloseTo(t95(2) * standardError([1 / 4, 2 / 4, 2 / 4]), 12);
    const { low, high } = pooledWinRate(above, byTrainingReward)!;
    expect([low < 10 / 12, high > 10 / 12]).toEqual([true, true]);
  });
});
