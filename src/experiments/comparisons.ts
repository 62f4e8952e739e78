// Win-rates of runs that differ only in their seed. All comparisons on a prompt are one cluster: they share its gold
// response. The interval also covers the spread between seeds.
import { uncapitalised } from '../config/diff.ts';
import { mean, sum } from '../math/statistics.ts';
import { nestedSeedVariance, seedVariance } from '../metrics/over_seeds.ts';
import { pooledSpread } from '../metrics/seed_interaction.ts';
import { type WinRate, winRate } from '../metrics/win_rate.ts';
import { taskOf } from '../tasks/index.ts';
import { isGivenTask, type TaskName, taskCards } from '../tasks/task.ts';
import { LEVEL_MARGIN, type RateGap, type Ruling } from './claims.ts';
import {
  type Compared,
  type Comparison,
  comparedRuns,
  crossedScores,
  haveOwnPrompts,
  outcomesByPrompt,
  promptsById,
  rateOf,
  ratesBySeed,
  scoreGap,
  scoresOfEach,
  won,
} from './compared.ts';
import type { Cell, Outcomes } from './experiment.ts';
import { goldMatch, type LlmJudge, type Match, verdictOf } from './llm_judge.ts';
import { decidedGap } from './looks.ts';
import type { RunOutcome, RunRequest } from './run_outcome.ts';
import { planFor, type Scale } from './scale.ts';
import type { SeedPlan } from './seed_plan.ts';

export const byTrainingReward: Comparison =
  ({ test }) =>
  (at) =>
    test[at].reward - test[at].goldResponseReward;

/** By the reward that a learned training reward was learned from. */
export const byGoldReward: Comparison = ({ config, test }) => {
  const task = taskOf(config);
  // A run of the visitor's own has one reward.
  if (!isGivenTask(task)) return (at) => test[at].reward - test[at].goldResponseReward;
  return (at, prompt) => task.reward(prompt, test[at].tokens) - task.reward(prompt, prompt.gold);
};

export const POINTS = { A: 1, B: -1, tie: 0 } as const;

/** By the judge of the task. */
export const byJudge: Comparison = ({ config, test }) => {
  const { judge } = taskOf(config);
  return (at, prompt) => (judge ? POINTS[judge(prompt, test[at].tokens, prompt.gold)] : undefined);
};

export function byLlmMatch(llm: LlmJudge, match: Match): number | undefined {
  const verdict = verdictOf(llm, match);
  return verdict && POINTS[verdict];
}

const byLlms = new WeakMap<LlmJudge, Comparison>();

/** The same comparison for the same verdicts, so that no answer is looked up twice. */
export function byLlm(llm: LlmJudge): Comparison {
  const known = byLlms.get(llm);
  if (known) return known;
  const compare: Comparison = (run) => (at, prompt) => byLlmMatch(llm, goldMatch(run, at, prompt));
  byLlms.set(llm, compare);
  return compare;
}

/** The outcomes that exist, in the order of their requests. */
export const outcomesOf = (outcomes: Outcomes, requests: readonly RunRequest[]): RunOutcome[] =>
  requests.map(({ key }) => outcomes.get(key)).filter((outcome) => outcome !== undefined);

/** The first answers of each run, each matched with the gold response. */
export function goldMatches(runs: readonly RunOutcome[], answers: number): Match[] {
  return runs.flatMap((run) => {
    const known = promptsById(run.config);
    return run.test.slice(0, answers).map(({ promptId }, at) => goldMatch(run, at, known.get(promptId)!));
  });
}

/** The latest win-rate of runs, by their first: a new run changes one method's alone. */
const latest = new WeakMap<Compared, { readonly runs: readonly Compared[]; readonly rate: WinRate }>();

/** The interval covers prompts and, with several seeds, seeds too. */
export function winRateOf(runs: readonly Compared[]): WinRate {
  const known = latest.get(runs[0]);
  if (known?.runs.length === runs.length && known.runs.every((run, at) => run === runs[at]))
    return known.rate;
  const rate = computedWinRate(runs);
  latest.set(runs[0], { runs, rate });
  return rate;
}

function computedWinRate(runs: readonly Compared[]): WinRate {
  const ofSeeds = haveOwnPrompts(runs)
    ? nestedSeedVariance(scoresOfEach(runs, won))
    : seedVariance(crossedScores(runs, won));
  return winRate(outcomesByPrompt(runs), ofSeeds);
}

/** Undefined before the first comparison. */
export function pooledWinRate(
  runs: readonly RunOutcome[],
  compare: Comparison,
  answers?: number,
): WinRate | undefined {
  const known = comparedRuns(runs, compare, answers);
  return known.length === 0 ? undefined : winRateOf(known);
}

/** A method's runs, and their factor in a sum of win-rates. */
export type Weighted = readonly [runs: readonly RunOutcome[], weight: number];

export interface GapOptions extends Ruling {
  readonly plan: SeedPlan;
  readonly compare: Comparison;
  /** Per run, from the first. */
  readonly answers?: number;
  /** Runs by method, of the methods of the task; their spread between seeds is pooled where it is alike. */
  readonly pool?: readonly (readonly RunOutcome[])[];
  /** What else must hold among the given seeds. */
  readonly holds?: (seeds: readonly number[]) => boolean;
}

/**
 * A sum of win-rates against the gold responses, such as one minus another, paired by seed and prompt. The sides share
 * prompts, gold responses, first samples and batches, so their gap is known better than either rate.
 * @returns a share, and each side's rate; undefined where no seed has all of them.
 */
export function contrastGap(
  sides: readonly Weighted[],
  { plan, compare, answers, pool = [], holds, ...ruling }: GapOptions,
): RateGap | undefined {
  const bySeed = sides.map(
    ([runs]) => new Map(comparedRuns(runs, compare, answers).map((run) => [run.seed, run])),
  );
  const ofSide = (side: number, seeds: readonly number[]) => seeds.map((seed) => bySeed[side].get(seed)!);
  const scale = sum(sides.map(([, weight]) => weight ** 2));
  const gap = decidedGap(
    plan,
    plan.seeds.filter((seed) => bySeed.every((runs) => runs.has(seed))),
    (seeds) => {
      const rates = () =>
        pool.map((runs) =>
          ratesBySeed(
            comparedRuns(
              runs.filter(({ config }) => seeds.includes(config.seed)),
              compare,
              answers,
            ),
          ),
        );
      return scoreGap(
        sides.map(([, weight], side) => [ofSide(side, seeds), weight]),
        won,
        (own) => (seeds.length < 3 ? undefined : pooledSpread(rates(), own, scale)),
      );
    },
    { margin: LEVEL_MARGIN, ...ruling },
    holds,
  );
  return (
    gap && { ...gap, rates: sides.map((_, side) => mean(ofSide(side, gap.seeds).map((run) => rateOf(run)))) }
  );
}

/** How much more often one side wins against the gold responses, answer by answer. */
export const winRateGap = (
  above: readonly RunOutcome[],
  below: readonly RunOutcome[],
  options: GapOptions,
): RateGap | undefined =>
  contrastGap(
    [
      [above, 1],
      [below, -1],
    ],
    options,
  );

const percent = (share: number) => 100 * share;

export function winRateCell(rate: WinRate | undefined, paper?: number): Cell {
  if (!rate) return { paper };
  return { value: percent(rate.rate), low: percent(rate.low), high: percent(rate.high), paper };
}

const planNote = ({ seeds, looks }: SeedPlan): string =>
  looks
    ? `Intervals are over prompts and seeds, which are ${looks.join(', ')} until the orderings are decided.`
    : seeds.length > 1
      ? `Intervals are over prompts and over the ${seeds.length} seeds.`
      : 'Intervals are over prompts alone: one seed does not show how much seeds differ.';

/** What an interval of a win-rate covers, in words; names the tasks where they differ in it. */
export function intervalNote(scale: Scale, tasks: readonly TaskName[]): string {
  const labels = new Map<string, string[]>();
  for (const task of tasks) {
    const note = planNote(planFor(scale, task));
    labels.set(note, [...(labels.get(note) ?? []), taskCards[task].label]);
  }
  const notes = [...labels.keys()];
  if (notes.length === 1) return notes[0];
  return notes.map((note) => `${labels.get(note)!.join(', ')}: ${uncapitalised(note)}`).join(' ');
}
