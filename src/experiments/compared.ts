// The comparisons of runs by prompt. A run's answers to one prompt depend on each other and on other runs' answers to it,
// so a prompt is the unit that everything is averaged over.
import type { RunConfig } from '../config/schema.ts';
import { mean, sum } from '../math/statistics.ts';
import type { RatesBySeed } from '../metrics/seed_interaction.ts';
import { taskOf } from '../tasks/index.ts';
import type { Prompt } from '../tasks/task.ts';
import type { RunOutcome } from './run_outcome.ts';

/** Compares a run's answer with the gold response. Above 0: the answer wins; undefined: not compared yet. */
export type Comparison = (run: RunOutcome, answer: number, prompt: Prompt) => number | undefined;

/** One run's comparisons. */
export interface Compared {
  readonly seed: number;
  /** Outcomes by the prompt's id. */
  readonly outcomes: ReadonlyMap<number, readonly number[]>;
}

/** A run is left out if a judge has seen less than this share of it: the rest may differ. */
const COMPARED_ENOUGH = 0.9;

export function promptsById(config: RunConfig): ReadonlyMap<number, Prompt> {
  return new Map(
    taskOf(config)
      .prompts('test')
      .map((prompt) => [prompt.id, prompt]),
  );
}

/** A judge reads thousands of answers, and each ordering and each look asks for the same ones. */
const cache = new WeakMap<RunOutcome, WeakMap<Comparison, Map<number, Compared | undefined>>>();

function compareRun(run: RunOutcome, compare: Comparison, answers: number): Compared | undefined {
  const prompts = promptsById(run.config);
  const test = run.test.slice(0, answers);
  const outcomes = new Map<number, number[]>();
  let count = 0;
  for (const [at, { promptId }] of test.entries()) {
    const outcome = compare(run, at, prompts.get(promptId)!);
    if (outcome === undefined) continue;
    count++;
    const known = outcomes.get(promptId);
    if (known) known.push(outcome);
    else outcomes.set(promptId, [outcome]);
  }
  return count > 0 && count >= COMPARED_ENOUGH * test.length
    ? { seed: run.config.seed, outcomes }
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
  const byPrompt = new Map<number, number[]>();
  for (const { outcomes } of runs)
    for (const [id, some] of outcomes) byPrompt.set(id, [...(byPrompt.get(id) ?? []), ...some]);
  return [...byPrompt.values()];
}

/** A tie is no win. */
export const won = (outcome: number): number => (outcome > 0 ? 1 : 0);

/**
 * Mean scores, one row per run and one column per prompt that all runs have. Where there is one prompt, its answers are
 * the columns.
 */
export function scoresBySeed(runs: readonly Compared[], score: (outcome: number) => number): number[][] {
  const [first] = runs;
  if (!first) return [];
  const ids = [...first.outcomes.keys()].filter((id) => runs.every(({ outcomes }) => outcomes.has(id)));
  if (ids.length !== 1)
    return runs.map(({ outcomes }) => ids.map((id) => mean(outcomes.get(id)!.map(score))));
  const answers = Math.min(...runs.map(({ outcomes }) => outcomes.get(ids[0])!.length));
  return runs.map(({ outcomes }) => outcomes.get(ids[0])!.slice(0, answers).map(score));
}

/** A method's win-rate in each seed. */
export const ratesBySeed = (runs: readonly Compared[]): RatesBySeed =>
  new Map(
    runs.map(({ seed, outcomes }) => [seed, mean([...outcomes.values()].map((some) => mean(some.map(won))))]),
  );

/**
 * Weighted sums of scores, [S, P] over the prompts that all runs have. Seeds that are worlds of their own share no
 * prompt; then [S, 1], each seed's mean over its prompts.
 * @param sides runs of the same seeds, in the same order.
 */
export function weightedScores(
  sides: readonly (readonly [runs: readonly Compared[], weight: number])[],
  score: (outcome: number) => number,
): number[][] {
  const add = (rows: readonly (readonly number[])[]) =>
    rows[0].map((_, p) => sum(sides.map(([, weight], side) => weight * rows[side][p])));
  const seeds = sides[0][0].map((_, s) => s);
  const crossed = scoresBySeed(
    sides.flatMap(([runs]) => runs),
    score,
  );
  if (crossed.length === 0) return [];
  if (crossed[0].length > 0)
    return seeds.map((s) => add(sides.map((_, side) => crossed[side * seeds.length + s])));
  return seeds.flatMap((s) => {
    const rows = scoresBySeed(
      sides.map(([runs]) => runs[s]),
      score,
    );
    return rows[0].length > 0 ? [[mean(add(rows))]] : [];
  });
}
