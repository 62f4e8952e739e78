// One side's answers against the other's run of the same seed, which shares its first samples and batches. Answers of the
// same number share their sampling noise too, so similar policies would give identical answers. Each answer therefore
// meets the other side's next answer to the same prompt.
import { mean } from '../math/statistics.ts';
import { taskOf } from '../tasks/index.ts';
import { LEVEL_MARGIN, type RateGap } from './claims.ts';
import { type Comparison, comparedRuns, promptsById, rateOf, scoreGap, won } from './compared.ts';
import { byLlmMatch, POINTS, winRateOf } from './comparisons.ts';
import { duelMatch, type LlmJudge, type Match } from './llm_judge.ts';
import { decidedGap } from './looks.ts';
import type { RunOutcome } from './run_outcome.ts';
import type { SeedPlan } from './seed_plan.ts';

export interface HeadToHead {
  readonly win: number;
  readonly tie: number;
  readonly loss: number;
  /** 95 % interval of the win-rate, over prompts and seeds. */
  readonly low: number;
  readonly high: number;
  /** Share of wins minus share of losses, -1..1; the rates are the two shares. */
  readonly margin: RateGap;
}

/** The other side's run of each run's seed, where both have answers. */
function paired(runs: readonly RunOutcome[], others: readonly RunOutcome[]) {
  const opponents = new Map(others.map((run) => [run.config.seed, run]));
  return runs.flatMap((run) => {
    const other = opponents.get(run.config.seed);
    return other && other.test.length === run.test.length && run.test.length > 0 ? [{ run, other }] : [];
  });
}

/** For each answer the next one to its prompt, around; itself where a prompt has one answer. */
function nextAnswers({ test }: RunOutcome): number[] {
  const byPrompt = new Map<number, number[]>();
  for (const [at, { promptId }] of test.entries())
    byPrompt.set(promptId, [...(byPrompt.get(promptId) ?? []), at]);
  const next: number[] = [];
  for (const answers of byPrompt.values())
    for (const [i, at] of answers.entries()) next[at] = answers[(i + 1) % answers.length];
  return next;
}

export function duelMatches(
  runs: readonly RunOutcome[],
  others: readonly RunOutcome[],
  answers: number,
): Match[] {
  return paired(runs, others).flatMap(({ run, other }) => {
    const known = promptsById(run.config);
    const next = nextAnswers(other);
    return run.test
      .slice(0, answers)
      .map(({ promptId }, at) => duelMatch([run, at], [other, next[at]], known.get(promptId)!));
  });
}

/** By judge and opponent: what a run's answers were compared with is not compared again. */
const duelsBy = new WeakMap<object, WeakMap<RunOutcome, Comparison>>();
const JUDGE_OF_TASK = {};

/** By the judge of the task, or by an LLM. */
function duelWith(other: RunOutcome, llm?: LlmJudge): Comparison {
  const byOpponent = duelsBy.get(llm ?? JUDGE_OF_TASK) ?? new WeakMap<RunOutcome, Comparison>();
  duelsBy.set(llm ?? JUDGE_OF_TASK, byOpponent);
  const known = byOpponent.get(other);
  if (known) return known;
  const next = nextAnswers(other);
  const compare: Comparison = (run) => {
    const { judge } = taskOf(run.config);
    return (at, prompt) => {
      const match = duelMatch([run, at], [other, next[at]], prompt);
      if (llm) return byLlmMatch(llm, match);
      return judge && POINTS[judge(prompt, match.first, match.second)];
    };
  };
  byOpponent.set(other, compare);
  return compare;
}

/** With ties counted half, wins minus losses are twice what the win-rate is above a half. */
const DUEL_MARGIN = 2 * LEVEL_MARGIN;

const lost = (outcome: number) => (outcome < 0 ? 1 : 0);

/** How often the judge prefers one side's answers to the other's; undefined before the first comparison. */
export function headToHead(
  runs: readonly RunOutcome[],
  others: readonly RunOutcome[],
  plan: SeedPlan,
  llm?: LlmJudge,
): HeadToHead | undefined {
  const duels = new Map(
    paired(runs, others)
      .flatMap(({ run, other }) => comparedRuns([run], duelWith(other, llm), llm?.answers))
      .map((duel) => [duel.seed, duel]),
  );
  if (duels.size === 0) return undefined;
  const { wins, ties, total, low, high } = winRateOf([...duels.values()]);
  const ofSeeds = (seeds: readonly number[]) => seeds.map((seed) => duels.get(seed)!);
  const margin = decidedGap(plan, [...duels.keys()], (seeds) => scoreGap([[ofSeeds(seeds), 1]], Math.sign), {
    margin: DUEL_MARGIN,
  });
  if (!margin) return undefined;
  const rates = [won, lost].map((score) => mean(ofSeeds(margin.seeds).map((duel) => rateOf(duel, score))));
  return {
    win: wins / total,
    tie: ties / total,
    loss: (total - wins - ties) / total,
    low,
    high,
    margin: { ...margin, rates },
  };
}
