// Win-rates of runs that differ in their seed only: comparisons on one prompt, whatever the seed, are one cluster, since
// they meet the same prompt and the same gold response.
import { clusteredEstimate } from '../metrics/clustered.ts';
import { type WinRate, winRate } from '../metrics/wilson.ts';
import { tasks } from '../tasks/index.ts';
import type { Prompt, TaskName } from '../tasks/task.ts';
import type { Cell, Claim, ClaimVerdict, Outcomes } from './experiment.ts';
import { duelMatch, goldMatch, type LlmJudge, type Match, verdictOf } from './llm_judge.ts';
import type { RunOutcome, RunRequest } from './run_outcome.ts';

/** Of a run's answer against the gold response. Above 0: the answer wins; undefined: it was not compared. */
export type Comparison = (run: RunOutcome, answer: number, prompt: Prompt) => number | undefined;

export const byTrainingReward: Comparison = ({ test }, at) => test[at].reward - test[at].goldResponseReward;

/** By what the training reward was learned from. */
export const byGoldReward: Comparison = ({ config, test }, at, prompt) => {
  const { reward } = tasks[config.task];
  return reward(prompt, test[at].tokens) - reward(prompt, prompt.gold);
};

const POINTS = { A: 1, B: -1, tie: 0 } as const;

/** The task's own judge. */
export const byJudge: Comparison = ({ config, test }, at, prompt) =>
  POINTS[tasks[config.task].judge(prompt, test[at].tokens, prompt.gold)];

function byLlmMatch(llm: LlmJudge, at: number, match: Match): number | undefined {
  const verdict = at < llm.answers ? verdictOf(llm, match) : undefined;
  return verdict && POINTS[verdict];
}

export const byLlm =
  (llm: LlmJudge): Comparison =>
  (run, at, prompt) =>
    byLlmMatch(llm, at, goldMatch(run, at, prompt));

function promptsById(task: TaskName): ReadonlyMap<number, Prompt> {
  return new Map(tasks[task].prompts('test').map((prompt) => [prompt.id, prompt]));
}

/** Those that are there, in the order of their requests. */
export const outcomesOf = (outcomes: Outcomes, requests: readonly RunRequest[]): RunOutcome[] =>
  requests.map(({ key }) => outcomes.get(key)).filter((outcome) => outcome !== undefined);

/** Outcomes of comparisons by prompt; all runs are of one task and answered the same prompts. */
function pooled(runs: readonly RunOutcome[], outcomeOf: Comparison) {
  const known = promptsById(runs[0].config.task);
  const byPrompt = new Map<number, number[]>();
  for (const run of runs)
    run.test.forEach(({ promptId }, at) => {
      const outcome = outcomeOf(run, at, known.get(promptId)!);
      if (outcome === undefined) return;
      const own = byPrompt.get(promptId) ?? [];
      own.push(outcome);
      byPrompt.set(promptId, own);
    });
  return [...byPrompt.values()];
}

/** The first so many answers of each run, against the gold response. */
export function goldMatches(runs: readonly RunOutcome[], answers: number): Match[] {
  return runs.flatMap((run) => {
    const known = promptsById(run.config.task);
    return run.test.slice(0, answers).map(({ promptId }, at) => goldMatch(run, at, known.get(promptId)!));
  });
}

/** Undefined where nothing was compared yet. */
export function pooledWinRate(runs: readonly RunOutcome[], compare: Comparison): WinRate | undefined {
  const byPrompt = runs.length === 0 ? [] : pooled(runs, compare);
  return byPrompt.length === 0 ? undefined : winRate(byPrompt);
}

export interface HeadToHead {
  readonly win: number;
  readonly tie: number;
  readonly loss: number;
  /** Of the win-rate. */
  readonly low: number;
  readonly high: number;
  /** Wins less losses, clustered by prompt: a share, -1..1. */
  readonly margin: { readonly mean: number; readonly standardError: number };
  readonly comparisons: number;
}

/** Runs with the other side's run of the same seed, where both have answered. */
function paired(runs: readonly RunOutcome[], others: readonly RunOutcome[]) {
  const opponents = new Map(others.map((run) => [run.config.seed, run]));
  return runs.flatMap((run) => {
    const other = opponents.get(run.config.seed);
    return other && other.test.length === run.test.length ? [{ run, other }] : [];
  });
}

export function duelMatches(
  runs: readonly RunOutcome[],
  others: readonly RunOutcome[],
  answers: number,
): Match[] {
  return paired(runs, others).flatMap(({ run, other }) => {
    const known = promptsById(run.config.task);
    return run.test
      .slice(0, answers)
      .map(({ promptId }, at) => duelMatch(run, other, at, known.get(promptId)!));
  });
}

/** A judge on one side's answers against the other's of the same seed; undefined where nothing was compared yet. */
export function headToHead(
  runs: readonly RunOutcome[],
  others: readonly RunOutcome[],
  llm?: LlmJudge,
): HeadToHead | undefined {
  const pairs = paired(runs, others);
  if (pairs.length === 0) return undefined;
  const opponents = new Map(pairs.map(({ run, other }) => [run, other]));
  const { judge } = tasks[pairs[0].run.config.task];
  const byPrompt = pooled([...opponents.keys()], (run, at, prompt) => {
    const match = duelMatch(run, opponents.get(run)!, at, prompt);
    return llm ? byLlmMatch(llm, at, match) : POINTS[judge(prompt, match.first, match.second)];
  });
  if (byPrompt.length === 0) return undefined;
  const { wins, ties, total, low, high } = winRate(byPrompt);
  return {
    win: wins / total,
    tie: ties / total,
    loss: (total - wins - ties) / total,
    low,
    high,
    margin: clusteredEstimate(byPrompt.map((own) => own.map(Math.sign))),
    comparisons: total,
  };
}

const percent = (share: number) => 100 * share;

export function winRateCell(rate: WinRate | undefined, paper?: number): Cell {
  if (!rate) return { paper };
  return { value: percent(rate.rate), low: percent(rate.low), high: percent(rate.high), paper };
}

const written = ({ value, low, high }: Cell) =>
  value === undefined
    ? '?'
    : low === undefined
      ? value.toFixed(1)
      : `${value.toFixed(1)} [${low.toFixed(1)}, ${high!.toFixed(1)}]`;

/** Above by more than the intervals, below by more than them, or neither. */
function ordering(above: Cell, below: Cell): ClaimVerdict {
  if (above.value === undefined || below.value === undefined) return 'waiting';
  if (above.low! > below.high!) return 'reproduced';
  return above.high! < below.low! ? 'not reproduced' : 'undecided';
}

/** "A is above B", by intervals that do not overlap. */
export function orderingClaim(
  [aboveLabel, above]: readonly [string, Cell],
  [belowLabel, below]: readonly [string, Cell],
  where: string,
): Claim {
  const paper =
    above.paper === undefined || below.paper === undefined
      ? 'no number'
      : `${above.paper.toFixed(1)} against ${below.paper.toFixed(1)}`;
  return {
    text: `${aboveLabel} is above ${belowLabel} (${where})`,
    paper,
    measured: `${written(above)} against ${written(below)}`,
    verdict: ordering(above, below),
  };
}
