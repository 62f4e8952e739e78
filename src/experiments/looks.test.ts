import { describe, expect, it } from 'vitest';
import { studentQuantile } from '../math/distributions.ts';
import { gapOverSeeds } from '../metrics/over_seeds.ts';
import { Stream } from '../random/stream.ts';
import type { Ruling } from './claims.ts';
import { decidedGap } from './looks.ts';
import { LOOKS, type SeedPlan, seedPlan } from './seed_plan.ts';

const sequential = seedPlan('sequential');
/** By one value a seed, from seed 1. */
const decided = (plan: SeedPlan, values: readonly number[], ...rest: [Ruling?, (() => boolean)?]) =>
  decidedGap(
    plan,
    values.map((_, i) => i + 1),
    (seeds) => gapOverSeeds(seeds.map((seed) => values[seed - 1])),
    ...rest,
  );

describe('an ordering with as many seeds as it needs', () => {
  it('errs in at most 5 % of cases over all looks, and mostly in the late ones', () => {
    const stream = Stream.fromSeed(21);
    const repeats = 4000;
    const stopped = new Map<number, number>();
    for (let i = 0; i < repeats; i++) {
      const values = sequential.seeds.map(() => stream.normal());
      const { verdict, seeds } = decided(sequential, values)!;
      if (verdict !== 'undecided') stopped.set(seeds.length, (stopped.get(seeds.length) ?? 0) + 1);
    }
    const share = [...stopped.values()].reduce((a, b) => a + b, 0) / repeats;
    expect(share).toBeLessThanOrEqual(0.05);
    expect(share).toBeGreaterThan(0.03);
    expect((stopped.get(5) ?? 0) / repeats).toBeLessThan(0.002);
  });

  it('is called level by mistake in at most 5 % of cases where it is off by the margin', () => {
    const stream = Stream.fromSeed(22);
    const repeats = 3000;
    let level = 0;
    for (let i = 0; i < repeats; i++) {
      const values = sequential.seeds.map(() => 0.03 + 0.02 * stream.normal());
      if (decided(sequential, values, { margin: 0.03 })!.verdict === 'level') level++;
    }
    expect(level / repeats).toBeLessThanOrEqual(0.05);
  });

  it('stops at the first look that decides it, whatever comes later', () => {
    const clear = [3, 3.1, 2.9, 3, 3.05];
    const gap = decided(sequential, [...clear, -50, -60, -70])!;
    expect(gap).toMatchObject({ seeds: [1, 2, 3, 4, 5], verdict: 'reproduced' });
    // The repeated interval of the first look: t at 4 degrees and its level.
    const { standardError } = gapOverSeeds(clear);
    expect(gap.error).toBeCloseTo(studentQuantile(LOOKS[0].of95, 4) * standardError, 10);
  });

  it('waits for all seeds of a look', () => {
    expect(decided(sequential, [3, 3.1, 2.9, 3])).toMatchObject({
      seeds: [1, 2, 3, 4],
      verdict: 'undecided',
    });
    const wide = [3, -3, 2, -2, 1, 100];
    expect(decided(sequential, wide)).toMatchObject({ seeds: [1, 2, 3, 4, 5], verdict: 'undecided' });
    expect(decided(sequential, [])).toBeUndefined();
  });

  it('leaves out seeds that lack something, and decides no look without them', () => {
    const estimateOf = (seeds: readonly number[]) => gapOverSeeds(seeds.map((seed) => 3 + seed / 100));
    const known = [1, 2, 4, 5, 6, 7, 8];
    expect(decidedGap(sequential, known, estimateOf)).toMatchObject({
      seeds: [1, 2, 4, 5],
      verdict: 'undecided',
    });
    expect(decidedGap({ seeds: [1, 2, 3, 4] }, known, estimateOf)).toMatchObject({
      seeds: [1, 2, 4],
      verdict: 'reproduced',
    });
  });

  it('reproduces nothing where something else does not hold', () => {
    const clear = [3, 3.1, 2.9, 3, 3.05];
    expect(decided({ seeds: [1, 2, 3, 4, 5] }, clear, {}, () => false)!.verdict).toBe('undecided');
  });

  it('with a fixed number of seeds has ordinary intervals', () => {
    const gap = decided({ seeds: [1, 2, 3] }, [1, 2, 6])!;
    expect(gap.error).toBeCloseTo(studentQuantile(0.05, 2) * Math.sqrt(7 / 3), 12);
  });
});

describe("O'Brien and Fleming's spending", () => {
  /** P(|Z| > z), by Student's t with very many degrees of freedom. */
  const quantile = (tail: number) => studentQuantile(tail, 1e6);
  const density = (x: number) => Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI);

  it.each([
    ['of95', 0.045],
    ['of90', 0.09],
  ] as const)(
    'is what the nominal levels %s come to, by integration of a Brownian motion',
    (level, error) => {
      const times = LOOKS.map(({ seeds }) => seeds / 20);
      const cells = 400;
      let at = 0;
      let grid: number[] = [];
      let mass: number[] = [];
      let crossed = 0;
      for (const [k, time] of times.entries()) {
        const bound = quantile(LOOKS[k][level]) * Math.sqrt(time);
        const next = Array.from({ length: cells }, (_, i) => bound * ((2 * i + 1) / cells - 1));
        const sd = Math.sqrt(time - at);
        const width = (2 * bound) / cells;
        const reached = next.map((x) =>
          k === 0
            ? (width / sd) * density(x / sd)
            : grid.reduce((sum, from, i) => sum + mass[i] * (width / sd) * density((x - from) / sd), 0),
        );
        crossed = 1 - reached.reduce((a, b) => a + b, 0);
        // Lan and DeMets: 2 - 2 Phi(z / sqrt(t)); the tail is looked for by bisection of its quantile.
        const z = quantile(error) / Math.sqrt(time);
        let [low, high] = [1e-9, 0.5];
        while (high / low > 1 + 1e-9) {
          const middle = Math.sqrt(low * high);
          if (quantile(middle) > z) low = middle;
          else high = middle;
        }
        expect(crossed).toBeCloseTo(low, 4);
        [at, grid, mass] = [time, next, reached];
      }
      expect(crossed).toBeCloseTo(error, 4);
    },
  );
});
