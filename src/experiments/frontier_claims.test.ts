import { describe, expect, it } from 'vitest';
import { frontierClaims, type Reached } from './frontier_claims.ts';
import { seedPlan } from './seed_plan.ts';

/** Points on reward = slope KL, of a seed; exact, or with so large a standard error. */
const line = (slope: number, seed: number, standardError?: number): Reached[] =>
  [0, 1, 2, 3].map(
    (kl) =>
      ({
        run: { config: { seed } },
        checkpoint: { reward: { mean: slope * kl, standardError } },
        kl,
        reward: slope * kl,
        exact: standardError === undefined ? {} : undefined,
      }) as unknown as Reached,
  );
const plan = { seeds: [0, 1, 2] };
const verdicts = (brain: Reached[], other: Reached[]) =>
  frontierClaims('dpo-sft', 'tldr', brain, other, plan).map(({ verdict }) => verdict);
const seeds = (slopes: readonly number[]) => slopes.flatMap((slope, seed) => line(slope, seed));

describe('claims on a frontier', () => {
  it('are borne out where every seed says so by much the same', () => {
    expect(verdicts(seeds([2, 2.1, 1.9]), seeds([1, 1, 1]))).toEqual(['reproduced', 'reproduced']);
    expect(verdicts(seeds([1, 1, 1]), seeds([2, 2.1, 1.9]))).toEqual(['contradicted', 'contradicted']);
  });

  it('give the gap by hand: on average over KL 1/3 to 3, and at the top', () => {
    const [dominance, summit] = frontierClaims('dpo-sft', 'tldr', line(2, 1, 0.1), line(1, 1, 0.2), plan);
    // One seed: Z95 hypot(0.1, 0.2).
    expect(dominance.measured).toBe(
      'above at 9 of 9 KLs and seeds, by 1.667 (± 0.438 over 1 seed) on average',
    );
    expect(summit.measured).toBe('6.000 against 3.000, apart by 3.000 (± 0.438 over 1 seed)');
    expect([dominance.verdict, summit.verdict]).toEqual(['reproduced', 'reproduced']);
  });

  it('decide nothing where seeds disagree, or where one exact seed is all there is', () => {
    expect(verdicts(seeds([2, 0.5, 2]), seeds([1, 1, 1]))).toEqual(['undecided', 'undecided']);
    expect(verdicts(line(2, 1), line(1, 1))).toEqual(['undecided', 'undecided']);
    expect(verdicts([], [])).toEqual(['waiting', 'waiting']);
  });

  it('do not wait for what no further seed can bring: a KL in common', () => {
    const far = line(1, 1).map((point) => ({ ...point, kl: point.kl + 9 }));
    const [dominance, summit] = frontierClaims('dpo-sft', 'tldr', line(2, 1), far, plan);
    expect(dominance).toMatchObject({ verdict: 'undecided', measured: 'the two have no KL in common' });
    expect(summit.verdict).toBe('undecided');
    const [partly] = frontierClaims('dpo-sft', 'tldr', seeds([2, 2.1]), [...line(1, 0), ...far], plan);
    expect(partly.measured).toMatch(/^above at 9 of 9 .* on average; no KL in common in 1 further$/);
  });

  it('give figures of the seeds that decided alone', () => {
    const slopes = [2, 2.01, 1.99, 2, 2, 9, 9];
    const flat = slopes.map(() => 1);
    const sequential = seedPlan('sequential');
    const from1 = (all: readonly number[]) => all.flatMap((slope, at) => line(slope, at + 1));
    const [dominance, summit] = frontierClaims('dpo-sft', 'tldr', from1(slopes), from1(flat), sequential);
    expect(dominance.measured).toMatch(/^above at 45 of 45 .* over 5 seeds/);
    expect(summit.measured).toMatch(/^6\.000 against 3\.000, apart by 3\.000 .* over 5 seeds/);
  });

  it('are not reproduced by an average: one KL below is enough', () => {
    const dented = line(2, 1, 0.001).map((point) => (point.kl === 1 ? { ...point, reward: 0.1 } : point));
    const other = [
      ...line(1, 1, 0.001),
      ...line(0, 1, 0.001).map((point) => ({ ...point, kl: 0.5, reward: 0.9 })),
    ];
    expect(verdicts(dented, other)).toEqual(['undecided', 'reproduced']);
  });

  it('are the paper’s for DPO-sft on text alone', () => {
    const papers = (method: 'dpo-sft' | 'rso', task: 'tldr' | 'strings') =>
      frontierClaims(method, task, [], [], plan).map(({ paper }) => paper !== undefined);
    expect(papers('dpo-sft', 'tldr')).toEqual([true, true]);
    expect(papers('rso', 'tldr')).toEqual([false, false]);
    expect(papers('dpo-sft', 'strings')).toEqual([false, false]);
  });
});
