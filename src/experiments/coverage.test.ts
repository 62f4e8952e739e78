import { describe, expect, it } from 'vitest';
import type { MethodName } from '../objectives/index.ts';
import { Stream } from '../random/stream.ts';
import type { TaskName } from '../tasks/task.ts';
import { byTrainingReward, pooledWinRate, winRateGap } from './comparisons.ts';
import type { RunOutcome, RunRequest } from './run_outcome.ts';
import { requestsOf, scaleOf } from './scale.ts';

interface Layout {
  /** On markov every seed has a world, and so prompts, of its own. */
  readonly task?: TaskName;
  readonly seeds: number;
  /** Standard deviation between seeds that a method does not share with the others, by method. */
  readonly own: readonly number[];
  /** The two methods compared. */
  readonly pair: readonly [number, number];
}

const METHODS: readonly MethodName[] = ['brain', 'dpo-sft', 'dpo', 'rso'];
const PROMPTS = 100;
const TRUE_RATE = 0.55;

/** Test answers by prompt: a loss and a win. */
const ANSWERS = Array.from({ length: PROMPTS }, (_, p) =>
  [0, 2].map((reward) => ({ promptId: 2000 + p, tokens: [], reward, goldResponseReward: 1 })),
);

const requestsIn = ({ task = 'sentiment', seeds, own }: Layout): RunRequest[][] =>
  own.map((_, m) => requestsOf(scaleOf('full', seeds), { task, method: METHODS[m] }));

/**
 * Runs as in an experiment, by method and seed: seeds, prompts and both with methods have effects.
 * @param requests [M, S].
 */
function drawRuns(
  stream: Stream,
  requests: readonly (readonly RunRequest[])[],
  { task, seeds, own }: Layout,
): RunOutcome[][] {
  const normals = (count: number, sd: number) => Array.from({ length: count }, () => sd * stream.normal());
  const promptEffects = () =>
    task === 'markov'
      ? requests[0].map(() => normals(PROMPTS, 0.12))
      : new Array<number[]>(seeds).fill(normals(PROMPTS, 0.12));
  const [ofPrompts, ofSeeds] = [promptEffects(), normals(seeds, 0.03)];
  return own.map((sd, m) => {
    const withPrompts = promptEffects();
    const withSeeds = normals(seeds, sd);
    return requests[m].map(({ key, config }, s) => {
      const test = ANSWERS.map((answers, p) => {
        const effects = ofSeeds[s] + withSeeds[s] + ofPrompts[s][p] + 0.4 * withPrompts[s][p];
        return answers[stream.uniform() < TRUE_RATE + effects ? 1 : 0];
      });
      return { key, config, test } as unknown as RunOutcome;
    });
  });
}

function draws(streamSeed: number, layout: Layout, repeats: number): RunOutcome[][][] {
  const [stream, requests] = [Stream.fromSeed(streamSeed), requestsIn(layout)];
  return Array.from({ length: repeats }, () => drawRuns(stream, requests, layout));
}

const gapIn = (runs: readonly RunOutcome[][], { seeds, pair: [a, b] }: Layout, pool = runs) =>
  winRateGap(runs[a], runs[b], { plan: scaleOf('full', seeds), compare: byTrainingReward, pool })!;

const share = <T>(all: readonly T[], is: (one: T) => boolean) => all.filter(is).length / all.length;

/** The truth is a gap of 0. */
const coveredShare = (all: readonly RunOutcome[][][], layout: Layout) =>
  share(all, (runs) => {
    const { mean, error } = gapIn(runs, layout);
    return Math.abs(mean) <= error!;
  });

const alike = (sd: number, methods = 4) => Array.from({ length: methods }, () => sd);
const RUN_OFF = [0.2, 0.06, 0.06, 0.06];

describe('the 95 % interval of a gap covers the truth in 93 to 97 % of experiments', () => {
  it.each<[string, Layout]>([
    ['TL;DR: methods vary by 1 point of their own, 5 seeds', { seeds: 5, own: alike(0.012), pair: [0, 1] }],
    ['dialog: 6 points, 5 seeds', { seeds: 5, own: alike(0.06), pair: [0, 1] }],
    ['dialog, 3 methods, 8 seeds', { seeds: 8, own: alike(0.06, 3), pair: [0, 2] }],
    ['one method runs off and is compared', { seeds: 5, own: RUN_OFF, pair: [0, 1] }],
    ['the same, and two others are compared', { seeds: 5, own: RUN_OFF, pair: [2, 3] }],
    ['two methods, so nothing to pool', { seeds: 5, own: [0.1, 0.1], pair: [0, 1] }],
    ['worlds of Markov, 4', { task: 'markov', seeds: 4, own: alike(0.06), pair: [0, 1] }],
  ])('%s', (_, layout) => {
    const covered = coveredShare(draws(12, layout, 400), layout);
    expect(covered).toBeGreaterThanOrEqual(0.93);
    expect(covered).toBeLessThanOrEqual(0.97);
  });
});

it('with three seeds, of which one method’s differ most, it covers 90 % at least', () => {
  const layout: Layout = { seeds: 3, own: RUN_OFF, pair: [0, 1] };
  expect(coveredShare(draws(12, layout, 400), layout)).toBeGreaterThanOrEqual(0.9);
});

it('a win-rate’s interval covers the truth too where seeds are worlds', () => {
  const layout: Layout = { task: 'markov', seeds: 6, own: [0.04], pair: [0, 0] };
  const covered = share(draws(3, layout, 500), ([runs]) => {
    const { low, high } = pooledWinRate(runs, byTrainingReward)!;
    return low <= TRUE_RATE && TRUE_RATE <= high;
  });
  expect(covered).toBeGreaterThanOrEqual(0.93);
  expect(covered).toBeLessThanOrEqual(0.97);
});

it('seeds are pooled where methods vary alike, and not where one runs off', () => {
  const pooled = (layout: Layout) =>
    share(draws(4, layout, 150), (runs) => gapIn(runs, layout).error !== gapIn(runs, layout, []).error);
  const [like, unlike] = [alike(0.06), RUN_OFF].map((own) => pooled({ seeds: 8, own, pair: [0, 1] }));
  expect(like).toBeGreaterThan(0.4);
  expect(unlike).toBeLessThan(0.3);
});
