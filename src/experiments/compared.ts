// The comparisons of runs by prompt. A run's answers to one prompt depend on each other and on other runs' answers to it.
// So a prompt is the unit that everything is averaged over.
import type { RunConfig } from '../config/schema.ts';
import { mean, sum, variance } from '../math/statistics.ts';
import { nestedGap, type PairedGap, pairedGap } from '../metrics/paired_gap.ts';
import type { RatesBySeed, SeedSpread } from '../metrics/seed_interaction.ts';
import { taskOf } from '../tasks/index.ts';
import type { Prompt, RunTask } from '../tasks/task.ts';
import type { RunOutcome } from './run_outcome.ts';

/** Compares a run's answers with the gold response. Above 0: the answer wins; undefined: not compared yet. */
export type Comparison = (run: RunOutcome) => (answer: number, prompt: Prompt) => number | undefined;

/** What an outcome counts. */
type Score = (outcome: number) => number;

/** One run's comparisons. */
export interface Compared {
  readonly seed: number;
  /** Prompts of the same id are the same where the worlds are equal. */
  readonly world: number;
  /** Outcomes by the prompt's id. */
  readonly outcomes: ReadonlyMap<number, readonly number[]>;
}

/** A run is left out if a judge has seen less than this share of it: the rest may differ. */
const COMPARED_ENOUGH = 0.9;

const promptsOf = new WeakMap<RunTask, ReadonlyMap<number, Prompt>>();

/** Test prompts of the run's task and world. */
export function promptsById(config: RunConfig): ReadonlyMap<number, Prompt> {
  const task = taskOf(config);
  const known = promptsOf.get(task) ?? new Map(task.prompts('test').map((prompt) => [prompt.id, prompt]));
  promptsOf.set(task, known);
  return known;
}

/** A judge reads thousands of answers, and each ordering and each look asks for the same ones. */
const cache = new WeakMap<RunOutcome, WeakMap<Comparison, Map<number, Compared | undefined>>>();

function compareRun(run: RunOutcome, compare: Comparison, answers: number): Compared | undefined {
  const { task, seed, world } = run.config;
  const prompts = promptsById(run.config);
  const outcomeOf = compare(run);
  const test = run.test.slice(0, answers);
  const outcomes = new Map<number, number[]>();
  let count = 0;
  for (const [at, { promptId }] of test.entries()) {
    const outcome = outcomeOf(at, prompts.get(promptId)!);
    if (outcome === undefined) continue;
    count++;
    const known = outcomes.get(promptId);
    if (known) known.push(outcome);
    else outcomes.set(promptId, [outcome]);
  }
  return count > 0 && count >= COMPARED_ENOUGH * test.length
    ? { seed, world: task === 'markov' ? world : 0, outcomes }
    : undefined;
}

/** @param answers per run, from the first. */
export function comparedRuns(
  runs: readonly RunOutcome[],
  compare: Comparison,
  answers = Number.POSITIVE_INFINITY,
): Compared[] {
  return runs.flatMap((run) => {
    const ofRun = cache.get(run) ?? new WeakMap<Comparison, Map<number, Compared | undefined>>();
    cache.set(run, ofRun);
    const known = ofRun.get(compare) ?? new Map<number, Compared | undefined>();
    ofRun.set(compare, known);
    if (!known.has(answers)) known.set(answers, compareRun(run, compare, answers));
    return known.get(answers) ?? [];
  });
}

/** The outcomes of all runs, one array per prompt. */
export function outcomesByPrompt(runs: readonly Compared[]): number[][] {
  const byPrompt = new Map<string, number[]>();
  for (const { world, outcomes } of runs)
    for (const [id, some] of outcomes) {
      const key = `${world} ${id}`;
      const known = byPrompt.get(key);
      if (known) known.push(...some);
      else byPrompt.set(key, [...some]);
    }
  return [...byPrompt.values()];
}

/** Each ordering and each look asks for the same means. */
const means = new WeakMap<Compared, Map<Score, ReadonlyMap<number, number>>>();

/** By the prompt's id. */
function meanScores(run: Compared, score: Score): ReadonlyMap<number, number> {
  const ofRun = means.get(run) ?? new Map<Score, ReadonlyMap<number, number>>();
  means.set(run, ofRun);
  const known =
    ofRun.get(score) ?? new Map([...run.outcomes].map(([id, some]) => [id, mean(some.map(score))]));
  ofRun.set(score, known);
  return known;
}

/** A tie is no win. */
export const won = (outcome: number): number => (outcome > 0 ? 1 : 0);

/** Whether seeds have worlds of their own, and so prompts of their own. */
export const haveOwnPrompts = ([first, ...others]: readonly Compared[]): boolean =>
  others.some(({ world }) => world !== first.world);

/** Mean scores by prompt, one row per run. */
export const scoresOfEach = (runs: readonly Compared[], score: Score): number[][] =>
  runs.map((run) => [...meanScores(run, score).values()]);

/**
 * Mean scores, one row per run and one column per prompt that all runs have. Where there is one prompt, its answers are
 * the columns.
 */
export function crossedScores(runs: readonly Compared[], score: Score): number[][] {
  const [first] = runs;
  const ids = [...first.outcomes.keys()].filter((id) => runs.every(({ outcomes }) => outcomes.has(id)));
  if (ids.length !== 1)
    return runs.map((run) => {
      const ofRun = meanScores(run, score);
      return ids.map((id) => ofRun.get(id)!);
    });
  const answers = Math.min(...runs.map(({ outcomes }) => outcomes.get(ids[0])!.length));
  return runs.map(({ outcomes }) => outcomes.get(ids[0])!.slice(0, answers).map(score));
}

/** The mean over prompts of a run's scores. */
export const rateOf = (run: Compared, score: Score = won): number =>
  mean([...meanScores(run, score).values()]);

/** A method's win-rate in each seed. */
export const ratesBySeed = (runs: readonly Compared[]): RatesBySeed =>
  new Map(runs.map((run) => [run.seed, rateOf(run)]));

/** Runs of the same seeds in the same order, and their factor in a sum. */
export type ComparedSide = readonly [runs: readonly Compared[], weight: number];

/** Weighted sums of scores, one row per seed: [S, P] over the prompts that all runs have, or of each seed's own. */
function weightedScores(sides: readonly ComparedSide[], score: Score): number[][] {
  const [runs] = sides[0];
  const add = (some: readonly (readonly Compared[])[]) => {
    const rows = crossedScores(some.flat(), score);
    const { length: seeds } = some[0];
    return some[0].map((_, s) =>
      rows[s].map((_, p) => sum(sides.map(([, weight], side) => weight * rows[side * seeds + s][p]))),
    );
  };
  return haveOwnPrompts(runs)
    ? runs.map((_, s) => add(sides.map(([ofSide]) => [ofSide[s]]))[0])
    : add(sides.map(([ofSide]) => ofSide));
}

/**
 * The weighted sum of the sides' mean scores.
 * @param pooled the spread that replaces that of the sum's own means, given that one.
 */
export function scoreGap(
  sides: readonly ComparedSide[],
  score: Score,
  pooled?: (own: SeedSpread) => SeedSpread | undefined,
): PairedGap | undefined {
  const values = weightedScores(sides, score);
  const own = { variance: variance(values.map(mean)), degrees: values.length - 1 };
  const gapOf = haveOwnPrompts(sides[0][0]) ? nestedGap : pairedGap;
  return gapOf(values, pooled?.(own));
}
