import { describe, expect, it } from 'vitest';
import { studentQuantile } from '../math/distributions.ts';
import { mean, sum, variance } from '../math/statistics.ts';
import { Stream } from '../random/stream.ts';
import { pairedGap } from './paired_gap.ts';
import { pooledSpread, type SeedSpread } from './seed_interaction.ts';

describe('the gap over seeds and prompts', () => {
  it('agrees with analyses of variance by regression on indicators', () => {
    const above = [
      [-0.8, -1.32, -0.25, 0.42, 1.14],
      [0.11, -0.55, -0.78, 0.75, 1.63],
      [0.27, -1.23, -0.96, 1.6, 0.2],
      [-1.73, -0.08, -1.16, -0.63, -0.49],
    ];
    const below = [
      [-0.71, 0.55, -0.06, -0.59, 0.41],
      [0.83, -1.64, -0.26, -0.98, -0.17],
      [-1.29, 0.02, -0.04, -0.3, -1.05],
      [-0.4, -1.09, -1.36, 0.22, -1.11],
    ];
    const gap = pairedGap(above.map((row, s) => row.map((value, p) => value - below[s][p])))!;
    // Residual sums of squares of three nested regressions by numpy.linalg.lstsq.
    expect(gap.mean).toBeCloseTo(0.258, 12);
    expect(gap.standardError).toBeCloseTo(0.31534049058121283, 12);
    expect(gap.degrees).toBeCloseTo(2.980336201543506, 10);
    expect(gap.seeds).toBe(4);
  });

  it('is of the prompts alone with one seed, of the seeds alone with one prompt, and nothing without a value', () => {
    // Values 1, 2, 6: mean 3, variance 7.
    expect(pairedGap([[1, 2, 6]])).toEqual({
      mean: 3,
      standardError: Math.sqrt(7 / 3),
      degrees: 2,
      seeds: 1,
    });
    const ofSeeds = pairedGap([[1], [2], [6]])!;
    expect(ofSeeds).toEqual({ mean: 3, standardError: Math.sqrt(7 / 3), degrees: 2, seeds: 3 });
    expect(pairedGap([])).toBeUndefined();
    expect(pairedGap([[]])).toBeUndefined();
  });

  it('by hand, with a pooled variance: 2 seeds, 2 prompts, additive', () => {
    // MS of prompts 2 * 2 = 4; MS of the residual 0; MS of seeds 2 * 9 = 18 at 10 degrees: V = 22 / 4.
    const gap = pairedGap(
      [
        [0, 2],
        [3, 5],
      ],
      { variance: 9, degrees: 10 },
    )!;
    expect(gap.standardError).toBeCloseTo(Math.sqrt(22 / 4), 12);
    expect(gap.degrees).toBeCloseTo(22 ** 2 / (18 ** 2 / 10 + 4 ** 2 / 1), 12);
  });
});

interface Layout {
  readonly seeds: number;
  /** Standard deviation between seeds that a method does not share with the others, by method. */
  readonly own: readonly number[];
  /** The two methods compared. */
  readonly pair: readonly [number, number];
}

/** Wins as in an experiment, [M, S, P] shares of 4 answers: seeds, prompts and both with methods have effects. */
function drawWins(stream: Stream, { seeds, own }: Layout): number[][][] {
  const prompts = 200;
  const normals = (count: number, sd: number) => Array.from({ length: count }, () => sd * stream.normal());
  const [ofPrompts, ofSeeds] = [normals(prompts, 0.12), normals(seeds, 0.03)];
  return own.map((sd) => {
    const withPrompts = normals(prompts, 0.05);
    const withSeeds = normals(seeds, sd);
    return ofSeeds.map((ofSeed, s) =>
      ofPrompts.map((ofPrompt, p) => {
        const chance = 0.55 + ofSeed + withSeeds[s] + ofPrompt + withPrompts[p];
        let won = 0;
        for (let answer = 0; answer < 4; answer++) if (stream.uniform() < chance) won++;
        return won / 4;
      }),
    );
  });
}

function spreadOf(wins: readonly number[][][], [a, b]: Layout['pair']): SeedSpread | undefined {
  const rates = wins.map((method) => new Map(method.map((row, s) => [s, mean(row)])));
  const gaps = wins[a].map((row, s) => mean(row) - mean(wins[b][s]));
  return pooledSpread(rates, { variance: variance(gaps), degrees: gaps.length - 1 }, 2);
}

/** The share of 95 % intervals that cover the true gap of 0, their mean half-width, and how often seeds were pooled. */
function coverage(seed: number, layout: Layout, repeats = 700) {
  const stream = Stream.fromSeed(seed);
  const [a, b] = layout.pair;
  const drawn = Array.from({ length: repeats }, () => {
    const wins = drawWins(stream, layout);
    const pooled = spreadOf(wins, layout.pair);
    const gap = pairedGap(
      wins[a].map((row, s) => row.map((won, p) => won - wins[b][s][p])),
      pooled,
    )!;
    return {
      gap,
      error: studentQuantile(0.05, gap.degrees) * gap.standardError,
      pooled: pooled !== undefined,
    };
  });
  return {
    covered: drawn.filter(({ gap, error }) => Math.abs(gap.mean) <= error).length / repeats,
    error: sum(drawn.map(({ error }) => error)) / repeats,
    pooled: drawn.filter(({ pooled }) => pooled).length / repeats,
  };
}

describe('the 95 % interval of a gap covers the truth in 93 to 97 % of experiments', () => {
  const alike = (sd: number, methods = 4) => Array.from({ length: methods }, () => sd);
  it.each<[string, Layout]>([
    ['TL;DR: methods vary by 1 point of their own, 5 seeds', { seeds: 5, own: alike(0.012), pair: [0, 1] }],
    ['dialog: 6 points, 5 seeds', { seeds: 5, own: alike(0.06), pair: [0, 1] }],
    ['dialog, 3 methods, 8 seeds', { seeds: 8, own: alike(0.06, 3), pair: [0, 2] }],
    ['one method runs off and is compared', { seeds: 5, own: [0.08, 0.02, 0.02, 0.02], pair: [0, 1] }],
    ['the same, and two others are compared', { seeds: 5, own: [0.08, 0.02, 0.02, 0.02], pair: [2, 3] }],
    ['the same, 12 seeds', { seeds: 12, own: [0.08, 0.02, 0.02, 0.02], pair: [0, 1] }],
    ['two methods, so nothing to pool', { seeds: 5, own: [0.05, 0.05], pair: [0, 1] }],
  ])('%s', (_, layout) => {
    const { covered } = coverage(12, layout);
    expect(covered).toBeGreaterThanOrEqual(0.93);
    expect(covered).toBeLessThanOrEqual(0.97);
  });

  it('pools where methods vary alike, and not where one runs off', () => {
    const like = coverage(4, { seeds: 8, own: alike(0.06), pair: [0, 1] }, 150);
    const unlike = coverage(4, { seeds: 8, own: [0.08, 0.02, 0.02, 0.02], pair: [0, 1] }, 150);
    expect(like.pooled).toBeGreaterThan(0.5);
    expect(unlike.pooled).toBeLessThan(0.3);
  });
});
