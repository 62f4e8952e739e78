// Claims on two methods' points of a KL-reward frontier: which has more reward at equal KL, and which the most.
import { mean } from '../math/statistics.ts';
import { gapOverSeeds } from '../metrics/over_seeds.ts';
import { type MethodName, objectives } from '../objectives/index.ts';
import { type TaskName, taskCards } from '../tasks/task.ts';
import { errorText, type Gap, verdictOn } from './claims.ts';
import { gapsAtEqualKl } from './envelope.ts';
import type { Claim } from './experiment.ts';
import { decidedGap } from './looks.ts';
import type { Evaluation, ExactPoint, RunOutcome } from './run_outcome.ts';
import type { SeedPlan } from './seed_plan.ts';

/** A checkpoint of a run on the frontier; by enumeration if the task has one. */
export interface Reached {
  readonly run: RunOutcome;
  readonly checkpoint: Evaluation;
  readonly kl: number;
  readonly reward: number;
  readonly exact?: ExactPoint;
}

/** Standard error; undefined where the reward is exact. */
const errorOf = ({ exact, checkpoint }: Reached) => (exact ? undefined : checkpoint.reward.standardError);
const highest = (points: readonly Reached[]) => points.reduce((a, b) => (b.reward > a.reward ? b : a));

interface Pair {
  readonly seed: number;
  readonly brain: readonly Reached[];
  readonly other: readonly Reached[];
}

/** The two methods' points of each seed. */
function bySeed(brain: readonly Reached[], other: readonly Reached[]): Pair[] {
  const seeds = [...new Set(brain.map(({ run }) => run.config.seed))];
  return seeds
    .map((seed) => {
      const ofSeed = (points: readonly Reached[]) => points.filter(({ run }) => run.config.seed === seed);
      return { seed, brain: ofSeed(brain), other: ofSeed(other) };
    })
    .filter((pair) => pair.brain.length > 0 && pair.other.length > 0);
}

/** The error of a gap of a single seed; undefined if its points are exact. */
function singleSeedError(...errors: readonly (number | undefined)[]): number | undefined {
  const known = errors.filter((error) => error !== undefined);
  return known.length > 0 ? Math.hypot(...known) : undefined;
}

const gapText = (gap: Gap) => `${gap.mean.toFixed(3)} (${errorText(gap, 3)})`;

const ofSeeds = <T extends { readonly seed: number }>(pairs: readonly T[], seeds: readonly number[]): T[] =>
  pairs.filter(({ seed }) => seeds.includes(seed));

function dominance(pairs: readonly Pair[], name: string, where: string, plan: SeedPlan): Claim {
  const text = `At equal KL, BRAIn reaches more reward than ${name} (${where})`;
  const compared = pairs
    .map(({ seed, brain, other }) => ({ seed, brain, other, gaps: gapsAtEqualKl(brain, other) }))
    .filter(({ gaps }) => gaps.length > 0);
  // More seeds would not change this, so that the ordering does not wait.
  if (pairs.length > 0 && compared.length === 0)
    return { text, measured: 'the two have no KL in common', verdict: 'undecided' };
  const typical = (points: readonly Reached[]) =>
    points[0].exact ? undefined : mean(points.map((point) => errorOf(point)!));
  const gap = decidedGap(
    plan,
    compared.map(({ seed }) => seed),
    (seeds) => {
      const some = ofSeeds(compared, seeds);
      const [{ brain, other }] = some;
      return gapOverSeeds(
        some.map(({ gaps }) => mean(gaps)),
        singleSeedError(typical(brain), typical(other)),
      );
    },
    {},
    // A mean above 0 is not a gap above 0 at every KL.
    (seeds) => {
      const some = ofSeeds(compared, seeds);
      return some[0].gaps.every((_, at) => mean(some.map(({ gaps }) => gaps[at])) > 0);
    },
  );
  if (!gap) return { text, measured: '?', verdict: 'waiting' };
  const all = ofSeeds(compared, gap.seeds).flatMap(({ gaps }) => gaps);
  const without = pairs.length - compared.length;
  return {
    text,
    measured: `above at ${all.filter((above) => above > 0).length} of ${all.length} KLs and seeds, by ${gapText(gap)} on average${without > 0 ? `; no KL in common in ${without} further` : ''}`,
    ...verdictOn(gap),
  };
}

function summit(pairs: readonly Pair[], name: string, where: string, plan: SeedPlan): Claim {
  const text = `${name} nowhere gets as high a reward as BRAIn (${where})`;
  const each = pairs.map((pair) => ({ ...pair, brain: highest(pair.brain), other: highest(pair.other) }));
  const gap = decidedGap(
    plan,
    pairs.map(({ seed }) => seed),
    (seeds) => {
      const some = ofSeeds(each, seeds);
      const [{ brain, other }] = some;
      return gapOverSeeds(
        some.map((pair) => pair.brain.reward - pair.other.reward),
        singleSeedError(errorOf(brain), errorOf(other)),
      );
    },
  );
  if (!gap) return { text, measured: '?', verdict: 'waiting' };
  const some = ofSeeds(each, gap.seeds);
  return {
    text,
    measured: `${mean(some.map(({ brain }) => brain.reward)).toFixed(3)} against ${mean(some.map(({ other }) => other.reward)).toFixed(3)}, apart by ${gapText(gap)}`,
    ...verdictOn(gap),
  };
}

/** The paper has this ordering for DPO-sft on text only. */
export function frontierClaims(
  method: MethodName,
  task: TaskName,
  brain: readonly Reached[],
  other: readonly Reached[],
  plan: SeedPlan,
): Claim[] {
  const pairs = bySeed(brain, other);
  const ofPaper = method === 'dpo-sft' && task !== 'strings';
  const [name, where] = [objectives[method].label, taskCards[task].label];
  const summits = {
    ...summit(pairs, name, where, plan),
    ...(ofPaper && { paper: 'no matter how small beta is' }),
  };
  // On text only a bound of best-of-n's KL is known, so nothing can be compared at equal KL.
  if (method === 'best-of-n' && task !== 'strings') return [summits];
  return [
    { ...dominance(pairs, name, where, plan), ...(ofPaper && { paper: 'at every KL shown' }) },
    summits,
  ];
}
