import { describe, expect, it } from 'vitest';
import { mean, standardError, t95 } from '../math/statistics.ts';
import { madeUpResult, risingCurve } from './made_up_results.ts';
import { pooledOrderings } from './pooled_orderings.ts';
import { runGroups } from './run_groups.ts';

/** BRAIn and DPO-sft over seeds, with these rewards at the same drift. */
const race = (brain: readonly number[], other: readonly number[]) =>
  pooledOrderings(
    'strings',
    runGroups([
      ...brain.map((reward, at) => madeUpResult({ seed: at + 1 }, { curve: risingCurve(reward, 1) })),
      ...other.map((reward, at) =>
        madeUpResult({ method: 'dpo-sft', seed: at + 1 }, { curve: risingCurve(reward, 1) }),
      ),
    ]),
  );
/** One method at gamma 0.1 and 10 over seeds. */
const sweep = (low: readonly number[], high: readonly number[]) =>
  pooledOrderings(
    'strings',
    runGroups([
      ...low.map((reward, at) =>
        madeUpResult({ gamma: 0.1, seed: at + 1 }, { curve: risingCurve(reward, 2) }),
      ),
      ...high.map((reward, at) =>
        madeUpResult({ gamma: 10, seed: at + 1 }, { curve: risingCurve(reward, 1) }),
      ),
    ]),
  );
const verdicts = (orderings: ReturnType<typeof race>) => orderings.map(({ claim }) => claim.verdict);

describe('a class decides together', () => {
  it('between methods, at equal KL and at the top, paired by seed', () => {
    // Seeds differ by far more than the methods within a seed.
    const brain = [2, 5, 3, 4];
    expect(verdicts(race(brain, [1.5, 4.4, 2.5, 3.4]))).toEqual(['reproduced', 'reproduced']);
    expect(verdicts(race([1.5, 4.4, 2.5, 3.4], brain))).toEqual(['contradicted', 'contradicted']);
    const [atEqualKl, summits] = race(brain, [1.5, 4.4, 2.5, 3.4]);
    expect(atEqualKl.claim.text).toBe('At equal KL, BRAIn reaches more reward than DPO-sft (Strings)');
    expect(summits.claim.text).toBe('DPO-sft nowhere gets as high a reward as BRAIn (Strings)');
    expect(summits.open).toBeUndefined();
    const gaps = [0.5, 0.6, 0.5, 0.6];
    const half = t95(3) * standardError(gaps);
    expect(summits.claim.measured).toBe(
      `3.500 against 2.950, apart by ${mean(gaps).toFixed(3)} (± ${half.toFixed(3)} over 4 seeds)`,
    );
  });

  it('between the ends of a sweep, the larger first, and in drift', () => {
    const [reward, drift] = sweep([2, 3, 4], [1, 2.1, 2.9]);
    expect(reward.claim).toMatchObject({
      text: 'gamma 0.1 ends with more reward than gamma 10',
      verdict: 'reproduced',
    });
    expect(drift.claim).toMatchObject({ text: 'gamma 0.1 ends with more drift than gamma 10' });
    expect(sweep([1, 2.1, 2.9], [2, 3, 4])[0].claim).toMatchObject({
      text: 'gamma 10 ends with more reward than gamma 0.1',
      verdict: 'reproduced',
    });
  });

  it('and says how many more seats would decide what is open', () => {
    const [reward] = sweep([2, 3, 4], [1.9, 3.2, 3.1]);
    expect(reward.claim.verdict).toBe('undecided');
    // Gaps 0.1, -0.2, 0.9: mean 0.267, deviation 0.569; by hand, 20 is the least N with t s / sqrt(N) < 0.267.
    const [gap, deviation] = [0.26667, 0.56862];
    expect((t95(18) * deviation) / Math.sqrt(19)).toBeGreaterThan(gap);
    expect((t95(19) * deviation) / Math.sqrt(20)).toBeLessThan(gap);
    expect(reward.open).toBe(
      'If gap and spread stay as they are, 17 more seeds would decide it: 34 more seats',
    );
  });

  it('nothing from one seed, from no common seed, or from one method', () => {
    expect(race([2], [1]).map(({ open }) => open)).toEqual(
      Array(2).fill('One seed decides nothing: a second one shows how much seeds differ'),
    );
    const apart = runGroups([madeUpResult({ seed: 1 }), madeUpResult({ method: 'gdc', seed: 2 })]);
    expect(pooledOrderings('strings', apart).map(({ open }) => open)).toEqual(
      Array(2).fill('It waits for a seed that both sides have'),
    );
    expect(pooledOrderings('strings', runGroups([madeUpResult({})]))).toEqual([]);
  });
});
