// Win-rates of runs that differ only in their seed. All comparisons on a prompt are one cluster: they share its gold
// response. The interval also covers the spread between seeds.
import type { RunConfig } from '../config/schema.ts';
import { Z95 } from '../math/statistics.ts';
import { clusteredEstimate } from '../metrics/clustered.ts';
import { seedVariance } from '../metrics/over_seeds.ts';
import { type WinRate, winRate } from '../metrics/win_rate.ts';
import { taskOf } from '../tasks/index.ts';
import type { Prompt } from '../tasks/task.ts';
import type { Cell, Outcomes } from './experiment.ts';
import { goldMatch, type LlmJudge, type Match, verdictOf } from './llm_judge.ts';
import type { RunOutcome, RunRequest } from './run_outcome.ts';
import type { Scale } from './scale.ts';

/** Compares a run's answer with the gold response. Above 0: the answer wins; undefined: not compared yet. */
export type Comparison = (run: RunOutcome, answer: number, prompt: Prompt) => number | undefined;

export const byTrainingReward: Comparison = ({ test }, at) => test[at].reward - test[at].goldResponseReward;

/** By the reward that a learned training reward was learned from. */
export const byGoldReward: Comparison = ({ config, test }, at, prompt) => {
  const { reward } = taskOf(config);
  return reward(prompt, test[at].tokens) - reward(prompt, prompt.gold);
};

export const POINTS = { A: 1, B: -1, tie: 0 } as const;

/** By the judge of the task. */
export const byJudge: Comparison = ({ config, test }, at, prompt) =>
  POINTS[taskOf(config).judge(prompt, test[at].tokens, prompt.gold)];

export function byLlmMatch(llm: LlmJudge, match: Match): number | undefined {
  const verdict = verdictOf(llm, match);
  return verdict && POINTS[verdict];
}

export const byLlm =
  (llm: LlmJudge): Comparison =>
  (run, at, prompt) =>
    byLlmMatch(llm, goldMatch(run, at, prompt));

export function promptsById(config: RunConfig): ReadonlyMap<number, Prompt> {
  return new Map(
    taskOf(config)
      .prompts('test')
      .map((prompt) => [prompt.id, prompt]),
  );
}

/** The outcomes that exist, in the order of their requests. */
export const outcomesOf = (outcomes: Outcomes, requests: readonly RunRequest[]): RunOutcome[] =>
  requests.map(({ key }) => outcomes.get(key)).filter((outcome) => outcome !== undefined);

/** A run is left out if a judge has seen less than this share of it: the rest may differ. */
const COMPARED_ENOUGH = 0.9;

export interface Pooled {
  /** Outcomes of the comparisons, one array per prompt. */
  readonly byPrompt: readonly (readonly number[])[];
  /** One array per run, of the answers that were compared in every run. */
  readonly bySeed: readonly (readonly number[])[];
}

/**
 * Pools the comparisons of runs of one task, which answered the same prompts in the same order.
 * @param answers per run, from the first.
 */
export function pooled(
  runs: readonly RunOutcome[],
  outcomeOf: Comparison,
  answers = Number.POSITIVE_INFINITY,
): Pooled {
  if (runs.length === 0) return { byPrompt: [], bySeed: [] };
  const compared = runs
    .map((run) => {
      const known = promptsById(run.config);
      const test = run.test.slice(0, answers);
      return test.map(({ promptId }, at) => ({
        promptId,
        outcome: outcomeOf(run, at, known.get(promptId)!),
      }));
    })
    .filter((run) => {
      const count = run.filter(({ outcome }) => outcome !== undefined).length;
      return count > 0 && count >= COMPARED_ENOUGH * run.length;
    });
  const byPrompt = new Map<number, number[]>();
  for (const { promptId, outcome } of compared.flat())
    if (outcome !== undefined) byPrompt.set(promptId, [...(byPrompt.get(promptId) ?? []), outcome]);
  const bySeed = compared.map((run) =>
    run.flatMap(({ outcome }, at) =>
      outcome !== undefined && compared.every((other) => other[at].outcome !== undefined) ? [outcome] : [],
    ),
  );
  return { byPrompt: [...byPrompt.values()], bySeed };
}

/** The first answers of each run, each matched with the gold response. */
export function goldMatches(runs: readonly RunOutcome[], answers: number): Match[] {
  return runs.flatMap((run) => {
    const known = promptsById(run.config);
    return run.test.slice(0, answers).map(({ promptId }, at) => goldMatch(run, at, known.get(promptId)!));
  });
}

/** The interval covers prompts and, with several seeds, seeds too. */
export function winRateOf({ byPrompt, bySeed }: Pooled): WinRate {
  const wins = bySeed.map((run) => run.map((outcome) => (outcome > 0 ? 1 : 0)));
  return winRate(byPrompt, seedVariance(wins));
}

/** Undefined before the first comparison. */
export function pooledWinRate(
  runs: readonly RunOutcome[],
  compare: Comparison,
  answers?: number,
): WinRate | undefined {
  const all = pooled(runs, compare, answers);
  return all.byPrompt.length === 0 ? undefined : winRateOf(all);
}

const signs = (outcomes: readonly (readonly number[])[]) => outcomes.map((cluster) => cluster.map(Math.sign));

/** A share of comparisons and half its 95 % interval over prompts and seeds. */
export interface Gap {
  readonly mean: number;
  readonly error: number;
}

/** The mean sign of the outcomes, with its error. */
export function gapOf({ byPrompt, bySeed }: Pooled): Gap {
  const { mean, standardError } = clusteredEstimate(signs(byPrompt));
  return { mean, error: Z95 * Math.sqrt(standardError ** 2 + seedVariance(signs(bySeed))) };
}

/**
 * How much more often one side wins against the gold responses, answer by answer. Both sides share prompts, gold
 * responses and sampling noise, so their gap is known better than either rate.
 */
export function winRateGap(
  above: readonly RunOutcome[],
  below: readonly RunOutcome[],
  compare: Comparison,
  answers?: number,
): Gap | undefined {
  const opponents = new Map(below.map((run) => [run.config.seed, run]));
  const runs = above.filter(({ config, test }) => opponents.get(config.seed)?.test.length === test.length);
  const won = (outcome: number) => (outcome > 0 ? 1 : 0);
  const all = pooled(
    runs,
    (run, at, prompt) => {
      const sides = [run, opponents.get(run.config.seed)!].map((side) => compare(side, at, prompt));
      return sides.some((outcome) => outcome === undefined) ? undefined : won(sides[0]!) - won(sides[1]!);
    },
    answers,
  );
  return all.byPrompt.length === 0 ? undefined : gapOf(all);
}

const percent = (share: number) => 100 * share;

export function winRateCell(rate: WinRate | undefined, paper?: number): Cell {
  if (!rate) return { paper };
  return { value: percent(rate.rate), low: percent(rate.low), high: percent(rate.high), paper };
}

/** What an interval of a win-rate covers, in words. */
export const intervalNote = ({ seeds }: Scale): string =>
  seeds.length > 1
    ? `Intervals are over prompts and over the ${seeds.length} seeds.`
    : 'Intervals are over prompts alone: one seed does not show how much seeds differ.';
