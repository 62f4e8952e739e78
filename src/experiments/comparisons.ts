// Win-rates of runs that differ in their seed only: comparisons on one prompt, whatever the seed, are one cluster, since
// they meet the same prompt and the same gold response.
import { type WinRate, winRate } from '../metrics/wilson.ts';
import { tasks } from '../tasks/index.ts';
import type { Prompt, TaskName } from '../tasks/task.ts';
import type { Cell, Claim, ClaimVerdict, Outcomes } from './experiment.ts';
import type { RunOutcome, RunRequest, TestAnswer } from './run_outcome.ts';

/** Above 0: the answer wins. */
export type Comparison = (answer: TestAnswer, prompt: Prompt, task: TaskName) => number;

export const byTrainingReward: Comparison = ({ reward, goldResponseReward }) => reward - goldResponseReward;

const POINTS = { A: 1, B: -1, tie: 0 } as const;

/** The task's judge on the answer against the gold response. */
export const byJudge: Comparison = ({ tokens }, prompt, task) =>
  POINTS[tasks[task].judge(prompt, tokens, prompt.gold)];

function promptsById(task: TaskName): ReadonlyMap<number, Prompt> {
  return new Map(tasks[task].prompts('test').map((prompt) => [prompt.id, prompt]));
}

/** Those that are there, in the order of their requests. */
export const outcomesOf = (outcomes: Outcomes, requests: readonly RunRequest[]): RunOutcome[] =>
  requests.map(({ key }) => outcomes.get(key)).filter((outcome) => outcome !== undefined);

/** Outcomes of comparisons by prompt; all runs are of one task and answered the same prompts. */
function pooled(
  runs: readonly RunOutcome[],
  outcomeOf: (run: RunOutcome, answer: number, prompt: Prompt) => number,
) {
  const known = promptsById(runs[0].config.task);
  const byPrompt = new Map<number, number[]>();
  for (const run of runs)
    run.test.forEach(({ promptId }, at) => {
      const own = byPrompt.get(promptId) ?? [];
      own.push(outcomeOf(run, at, known.get(promptId)!));
      byPrompt.set(promptId, own);
    });
  return [...byPrompt.values()];
}

/** Undefined where no run is there yet. */
export function pooledWinRate(runs: readonly RunOutcome[], compare: Comparison): WinRate | undefined {
  if (runs.length === 0) return undefined;
  return winRate(pooled(runs, ({ test, config }, at, prompt) => compare(test[at], prompt, config.task)));
}

export interface HeadToHead {
  readonly win: number;
  readonly tie: number;
  readonly loss: number;
  /** Of the win-rate. */
  readonly low: number;
  readonly high: number;
  readonly comparisons: number;
}

/** The judge on one run's answers against another's of the same seed; undefined where no pair of runs is there. */
export function headToHead(
  runs: readonly RunOutcome[],
  others: readonly RunOutcome[],
): HeadToHead | undefined {
  const opponents = new Map(others.map((run) => [run.config.seed, run]));
  const paired = runs.filter(({ config }) => opponents.has(config.seed));
  if (paired.length === 0) return undefined;
  const { judge } = tasks[paired[0].config.task];
  const byPrompt = pooled(
    paired,
    (run, at, prompt) =>
      POINTS[judge(prompt, run.test[at].tokens, opponents.get(run.config.seed)!.test[at].tokens)],
  );
  const { wins, ties, total, low, high } = winRate(byPrompt);
  return {
    win: wins / total,
    tie: ties / total,
    loss: (total - wins - ties) / total,
    low,
    high,
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
