// What a sweep measures of each run after its last step, and what the runs of one point say together. Figures are exact
// where outcomes can be enumerated, else from validation samples.
import { mean, standardError, t95 } from '../../math/statistics.ts';
import type { FrontierPoint } from '../../metrics/frontier.ts';
import { frontierReward } from '../../metrics/frontier_reward.ts';
import type { Cell, Outcomes } from '../experiment.ts';
import type { Evaluation, RunOutcome } from '../run_outcome.ts';
import { type SweepPoint, worldOf } from './sweep.ts';

export interface Place {
  readonly step: number;
  /** Of the policy to the prior, nats per response. */
  readonly kl: number;
  readonly reward: number;
  readonly isExact: boolean;
}

export interface RunMeasures extends Place {
  /** The best line's reward at the run's KL, minus the run's; undefined beyond the line or without one. */
  readonly distance?: number;
  /** On validation prompts, 0..1. */
  readonly winRate: number;
}

/** Best lines by world; the longest that a run has recorded. */
export type BestLines = ReadonlyMap<string, readonly FrontierPoint[]>;

const lastKl = (line: readonly FrontierPoint[]) => line.at(-1)?.kl ?? Number.NEGATIVE_INFINITY;

export function bestLines(outcomes: Iterable<RunOutcome>): BestLines {
  const lines = new Map<string, readonly FrontierPoint[]>();
  for (const { config, frontier } of outcomes) {
    const known = lines.get(worldOf(config)) ?? [];
    if (lastKl(frontier) > lastKl(known)) lines.set(worldOf(config), frontier);
  }
  return lines;
}

/** Where a run was at a checkpoint. */
function placeOf({ exact }: RunOutcome, { step, kl, reward }: Evaluation): Place {
  const point = exact.find((one) => one.step === step);
  return {
    step,
    kl: point?.kl ?? kl.mean,
    reward: point?.reward ?? reward.mean,
    isExact: point !== undefined,
  };
}

/** Where a run was at each checkpoint, step by step. */
export const pathOf = (run: RunOutcome): Place[] => run.checkpoints.map((one) => placeOf(run, one));

export function measuresOf(run: RunOutcome, lines: BestLines): RunMeasures {
  const last = run.checkpoints[run.checkpoints.length - 1];
  const place = placeOf(run, last);
  const enumerated = run.exact.find(({ step }) => step === last.step)?.bestReward;
  const best = enumerated ?? frontierReward(lines.get(worldOf(run.config)) ?? [], place.kl);
  const distance = best === undefined ? undefined : best - place.reward;
  return { ...place, distance, winRate: last.winRate.rate };
}

/** The runs of a point that are known. */
export const runsAt = ({ requests }: SweepPoint, outcomes: Outcomes): RunOutcome[] =>
  requests.map(({ key }) => outcomes.get(key)).filter((outcome) => outcome !== undefined);

/** What a figure can be at all. */
export type Possible = readonly [least: number, most: number];

/** Mean over seeds; from two seeds on with Student's 95 % interval, cut to what is possible. */
export function overSeeds(values: readonly number[], [least, most]: Possible): Cell {
  const value = mean(values);
  if (values.length < 2) return { value };
  const half = t95(values.length - 1) * standardError(values);
  return { value, low: Math.max(least, value - half), high: Math.min(most, value + half) };
}

/** Mean, least and most over seeds: of two seeds an interval of Student would hide the lines. */
export const rangeOverSeeds = (values: readonly number[]) => ({
  value: mean(values),
  ...(values.length > 1 && { low: Math.min(...values), high: Math.max(...values) }),
});
