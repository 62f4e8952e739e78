// One side's answers against the other's. Test answers of one seed share their sampling noise, so similar policies would
// give identical answers. Each run therefore meets the other side's run of the next seed.
import { taskOf } from '../tasks/index.ts';
import { byLlmMatch, type Gap, gapOf, POINTS, pooled, promptsById, winRateOf } from './comparisons.ts';
import { duelMatch, type LlmJudge, type Match } from './llm_judge.ts';
import type { RunOutcome } from './run_outcome.ts';

export interface HeadToHead {
  readonly win: number;
  readonly tie: number;
  readonly loss: number;
  /** 95 % interval of the win-rate, over prompts and seeds. */
  readonly low: number;
  readonly high: number;
  /** Share of wins minus share of losses, -1..1. */
  readonly margin: Gap;
}

/** Pairs each run with the other side's run of the next seed, among the seeds with answers of both sides. */
function paired(runs: readonly RunOutcome[], others: readonly RunOutcome[]) {
  const opponents = new Map(others.map((run) => [run.config.seed, run]));
  const known = runs.flatMap((run) => {
    const other = opponents.get(run.config.seed);
    return other && other.test.length === run.test.length ? [{ run, other }] : [];
  });
  return known.map(({ run }, i) => ({ run, other: known[(i + 1) % known.length].other }));
}

export function duelMatches(
  runs: readonly RunOutcome[],
  others: readonly RunOutcome[],
  answers: number,
): Match[] {
  return paired(runs, others).flatMap(({ run, other }) => {
    const known = promptsById(run.config);
    return run.test
      .slice(0, answers)
      .map(({ promptId }, at) => duelMatch(run, other, at, known.get(promptId)!));
  });
}

/** How often the judge prefers one side's answers to the other's; undefined before the first comparison. */
export function headToHead(
  runs: readonly RunOutcome[],
  others: readonly RunOutcome[],
  llm?: LlmJudge,
): HeadToHead | undefined {
  const pairs = paired(runs, others);
  if (pairs.length === 0) return undefined;
  const opponents = new Map(pairs.map(({ run, other }) => [run, other]));
  const all = pooled(
    [...opponents.keys()],
    (run, at, prompt) => {
      const match = duelMatch(run, opponents.get(run)!, at, prompt);
      return llm
        ? byLlmMatch(llm, match)
        : POINTS[taskOf(run.config).judge(prompt, match.first, match.second)];
    },
    llm?.answers,
  );
  if (all.byPrompt.length === 0) return undefined;
  const { wins, ties, total, low, high } = winRateOf(all);
  return {
    win: wins / total,
    tie: ties / total,
    loss: (total - wins - ties) / total,
    low,
    high,
    margin: gapOf(all),
  };
}
