// One side's answers against the other's, run by run of the same seed.
import { clusteredEstimate } from '../metrics/clustered.ts';
import { seedVariance } from '../metrics/over_seeds.ts';
import { tasks } from '../tasks/index.ts';
import { byLlmMatch, POINTS, pooled, promptsById, winRateOf } from './comparisons.ts';
import { duelMatch, type LlmJudge, type Match } from './llm_judge.ts';
import type { RunOutcome } from './run_outcome.ts';

export interface HeadToHead {
  readonly win: number;
  readonly tie: number;
  readonly loss: number;
  /** Of the win-rate, over prompts and seeds. */
  readonly low: number;
  readonly high: number;
  /** Wins less losses, over prompts and seeds: a share, -1..1. */
  readonly margin: { readonly mean: number; readonly standardError: number };
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
  const all = pooled(
    [...opponents.keys()],
    (run, at, prompt) => {
      const match = duelMatch(run, opponents.get(run)!, at, prompt);
      return llm ? byLlmMatch(llm, match) : POINTS[judge(prompt, match.first, match.second)];
    },
    llm?.answers,
  );
  if (all.byPrompt.length === 0) return undefined;
  const { wins, ties, total, low, high } = winRateOf(all);
  const signs = (outcomes: readonly (readonly number[])[]) => outcomes.map((own) => own.map(Math.sign));
  const margin = clusteredEstimate(signs(all.byPrompt));
  return {
    win: wins / total,
    tie: ties / total,
    loss: (total - wins - ties) / total,
    low,
    high,
    margin: {
      mean: margin.mean,
      standardError: Math.sqrt(margin.standardError ** 2 + seedVariance(signs(all.bySeed))),
    },
  };
}
