import { describe, expect, it } from 'vitest';
import { studentQuantile } from '../math/distributions.ts';
import { standardError, t95 } from '../math/statistics.ts';
import { nestedSeedVariance } from '../metrics/over_seeds.ts';
import { nestedGap } from '../metrics/paired_gap.ts';
import { winRate } from '../metrics/win_rate.ts';
import type { MethodName } from '../objectives/index.ts';
import { orderingClaim } from './claims.ts';
import { promptsById } from './compared.ts';
import { byJudge, byTrainingReward, pooledWinRate, winRateGap } from './comparisons.ts';
import { madeUpOutcomes } from './made_up_outcomes.ts';
import { requestsOf, scaleOf } from './scale.ts';
import { shortRun, table1 } from './table1.ts';

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

  it('compares seeds that are worlds of their own by their means, since no prompt is in two of them', () => {
    const markov = scaleOf('markov', 3);
    const [known] = madeUpOutcomes(['table1'], markov).values();
    const runsOf = (method: MethodName, wins: readonly number[]) =>
      requestsOf(markov, shortRun('markov', method)).map(({ key, config }, s) => ({
        ...known,
        key,
        config,
        test: known.test.slice(0, 4).map((answer, p) => ({ ...answer, reward: p < wins[s] ? 2 : 0 })),
      }));
    const [above, below] = [runsOf('brain', [3, 4, 3]), runsOf('dpo', [2, 2, 1])];
    // Ids tell prompts apart within a world only.
    const golds = above.map(({ config, test }) => promptsById(config).get(test[0].promptId)!.gold);
    expect(golds[0]).not.toEqual(golds[1]);
    const plan = { seeds: [1, 2, 3] };
    const gap = winRateGap(above, below, { plan, compare: byTrainingReward })!;
    const { degrees, ...expected } = nestedGap([
      [0, 0, 1, 0],
      [0, 0, 1, 1],
      [0, 1, 1, 0],
    ])!;
    expect(gap.mean).toBeCloseTo(5 / 12, 12);
    expect(gap.error).toBeCloseTo(t95(degrees) * expected.standardError, 12);
    expect(gap).toMatchObject({ seeds: [1, 2, 3], rates: [10 / 12, 5 / 12] });
    const alone = winRateGap(above, below, { plan: { seeds: [2] }, compare: byTrainingReward })!;
    // One world: over its four prompts, of which two differ.
    expect(alone.error).toBeCloseTo(t95(3) * standardError([0, 0, 1, 1]), 12);
    // Twelve prompts, and not four with three answers each.
    expect(pooledWinRate(above, byTrainingReward)).toEqual(
      winRate(
        [1, 1, 1, -1, 1, 1, 1, 1, 1, 1, 1, -1].map((outcome) => [outcome]),
        nestedSeedVariance([
          [1, 1, 1, 0],
          [1, 1, 1, 1],
          [1, 1, 1, 0],
        ]),
      ),
    );
  });

  it('gives the rates of the seeds that decided, and not of all there are', () => {
    const sequential = scaleOf('smoke', 'sequential');
    const runsOf = (method: MethodName, winsOf: (seed: number) => number) =>
      requestsOf(sequential, { task: 'strings', method }).map(({ key, config }) => ({
        ...run,
        key,
        config,
        test: run.test.map((answer, i) => ({ ...answer, reward: i < winsOf(config.seed) ? 2 : 0 })),
      }));
    // Five seeds decide, whatever the others are.
    const above = runsOf('brain', (seed) => (seed <= 5 ? 16 : 4));
    const below = runsOf('dpo', () => 0);
    const gap = winRateGap(above, below, { plan: sequential, compare: byTrainingReward })!;
    expect(gap).toMatchObject({ mean: 1, rates: [1, 0], seeds: [1, 2, 3, 4, 5], verdict: 'reproduced' });
    expect(orderingClaim(['A', {}], ['B', {}], 'here', gap).measured).toMatch(
      /^100\.0 against 0\.0, apart by 100\.0 .* over 5 seeds$/,
    );
  });
});
