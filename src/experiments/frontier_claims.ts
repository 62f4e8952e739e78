// Claims on two methods' points of a KL-reward frontier: which has more reward at equal KL, and which the most.
import { mean } from '../math/statistics.ts';
import { gapOverSeeds } from '../metrics/over_seeds.ts';
import { type MethodName, objectives } from '../objectives/index.ts';
import { type TaskName, taskCards } from '../tasks/task.ts';
import { errorText, type Gap, verdictOn } from './claims.ts';
import { gapsAtEqualKl, type KlReward } from './envelope.ts';
import type { Claim } from './experiment.ts';
import { decidedGap } from './looks.ts';
import type { Evaluation, ExactPoint, RunOutcome } from './run_outcome.ts';
import type { SeedPlan } from './seed_plan.ts';

/** A checkpoint of a run on the frontier; by enumeration if the task has one. */
export interface Reached extends KlReward {
  readonly run: RunOutcome;
  readonly checkpoint: Evaluation;
  readonly exact?: ExactPoint;
}

interface SeededPoint extends KlReward {
  readonly seed: number;
  /** Standard error; undefined where the reward is exact, or its error unknown. */
  readonly rewardError?: number;
}

/** One side of an ordering. */
export interface Racer {
  readonly name: string;
  readonly points: readonly SeededPoint[];
}

export interface Ordering {
  readonly claim: Claim;
  /** Undefined: not measured yet, or nothing to measure. */
  readonly gap?: Gap;
}

const seededPoint = ({ run, checkpoint, kl, reward, exact }: Reached): SeededPoint => ({
  seed: run.config.seed,
  kl,
  reward,
  rewardError: exact ? undefined : checkpoint.reward.standardError,
});

const highest = (points: readonly SeededPoint[]) => points.reduce((a, b) => (b.reward > a.reward ? b : a));

interface Pair {
  readonly seed: number;
  readonly one: readonly SeededPoint[];
  readonly other: readonly SeededPoint[];
}

/** The two sides' points of each seed. */
function bySeed(one: Racer, other: Racer): Pair[] {
  const seeds = [...new Set(one.points.map(({ seed }) => seed))];
  return seeds
    .map((seed) => {
      const ofSeed = ({ points }: Racer) => points.filter((point) => point.seed === seed);
      return { seed, one: ofSeed(one), other: ofSeed(other) };
    })
    .filter((pair) => pair.one.length > 0 && pair.other.length > 0);
}

/** The error of a gap of a single seed; undefined if its points are exact. */
function singleSeedError(...errors: readonly (number | undefined)[]): number | undefined {
  const known = errors.filter((error) => error !== undefined);
  return known.length > 0 ? Math.hypot(...known) : undefined;
}

const gapText = (gap: Gap) => `${gap.mean.toFixed(3)} (${errorText(gap, 3)})`;

const ofSeeds = <T extends { readonly seed: number }>(pairs: readonly T[], seeds: readonly number[]): T[] =>
  pairs.filter(({ seed }) => seeds.includes(seed));

/** At equal KL the one has more reward than the other, over the range that both reach. */
export function orderingAtEqualKl(one: Racer, other: Racer, where: string, plan: SeedPlan): Ordering {
  const text = `At equal KL, ${one.name} reaches more reward than ${other.name} (${where})`;
  const pairs = bySeed(one, other);
  const compared = pairs
    .map((pair) => ({ ...pair, gaps: gapsAtEqualKl(pair.one, pair.other) }))
    .filter(({ gaps }) => gaps.length > 0);
  // More seeds would not change this, so that the ordering does not wait.
  if (pairs.length > 0 && compared.length === 0)
    return { claim: { text, measured: 'the two have no KL in common', verdict: 'undecided' } };
  const typical = (points: readonly SeededPoint[]) =>
    points[0].rewardError === undefined ? undefined : mean(points.map(({ rewardError }) => rewardError!));
  const gap = decidedGap(
    plan,
    compared.map(({ seed }) => seed),
    (seeds) => {
      const some = ofSeeds(compared, seeds);
      const [first] = some;
      return gapOverSeeds(
        some.map(({ gaps }) => mean(gaps)),
        singleSeedError(typical(first.one), typical(first.other)),
      );
    },
    {},
    // A mean above 0 is not a gap above 0 at every KL.
    (seeds) => {
      const some = ofSeeds(compared, seeds);
      return some[0].gaps.every((_, at) => mean(some.map(({ gaps }) => gaps[at])) > 0);
    },
  );
  if (!gap) return { claim: { text, measured: '?', verdict: 'waiting' } };
  const all = ofSeeds(compared, gap.seeds).flatMap(({ gaps }) => gaps);
  const without = pairs.length - compared.length;
  const measured = `above at ${all.filter((above) => above > 0).length} of ${all.length} KLs and seeds, by ${gapText(gap)} on average${without > 0 ? `; no KL in common in ${without} further` : ''}`;
  return { claim: { text, measured, ...verdictOn(gap) }, gap };
}

/** The most reward that either reaches anywhere. */
export function orderingOfSummits(one: Racer, other: Racer, where: string, plan: SeedPlan): Ordering {
  const text = `${other.name} nowhere gets as high a reward as ${one.name} (${where})`;
  const each = bySeed(one, other).map((pair) => ({
    ...pair,
    one: highest(pair.one),
    other: highest(pair.other),
  }));
  const gap = decidedGap(
    plan,
    each.map(({ seed }) => seed),
    (seeds) => {
      const some = ofSeeds(each, seeds);
      const [first] = some;
      return gapOverSeeds(
        some.map((pair) => pair.one.reward - pair.other.reward),
        singleSeedError(first.one.rewardError, first.other.rewardError),
      );
    },
  );
  if (!gap) return { claim: { text, measured: '?', verdict: 'waiting' } };
  const some = ofSeeds(each, gap.seeds);
  const measured = `${mean(some.map((pair) => pair.one.reward)).toFixed(3)} against ${mean(some.map((pair) => pair.other.reward)).toFixed(3)}, apart by ${gapText(gap)}`;
  return { claim: { text, measured, ...verdictOn(gap) }, gap };
}

/** The paper has this ordering for DPO-sft on text only. */
export function frontierClaims(
  method: MethodName,
  task: TaskName,
  brain: readonly Reached[],
  other: readonly Reached[],
  plan: SeedPlan,
): Claim[] {
  const ofPaper = method === 'dpo-sft' && task !== 'strings';
  const where = taskCards[task].label;
  const [ofBrain, ofOther] = (['brain', method] as const).map((racer, at) => ({
    name: objectives[racer].label,
    points: [brain, other][at].map(seededPoint),
  }));
  const summits = {
    ...orderingOfSummits(ofBrain, ofOther, where, plan).claim,
    ...(ofPaper && { paper: 'no matter how small beta is' }),
  };
  // On text only a bound of best-of-n's KL is known, so nothing can be compared at equal KL.
  if (method === 'best-of-n' && task !== 'strings') return [summits];
  return [
    {
      ...orderingAtEqualKl(ofBrain, ofOther, where, plan).claim,
      ...(ofPaper && { paper: 'at every KL shown' }),
    },
    summits,
  ];
}
