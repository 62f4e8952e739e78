// Claims on two methods' points of a KL-reward frontier: which has more reward at equal KL, and which the most reward.
import { mean, Z95 } from '../math/statistics.ts';
import { type OverSeeds, overSeeds } from '../metrics/over_seeds.ts';
import { type MethodName, objectives } from '../objectives/index.ts';
import { type TaskName, taskCards } from '../tasks/task.ts';
import { errorText, verdictOfGap } from './claims.ts';
import { gapsAtEqualKl } from './envelope.ts';
import type { Claim } from './experiment.ts';
import type { Evaluation, ExactPoint, RunOutcome } from './run_outcome.ts';

/** A checkpoint of a run on the frontier; by enumeration if the task has one. */
export interface Reached {
  readonly run: RunOutcome;
  readonly checkpoint: Evaluation;
  readonly kl: number;
  readonly reward: number;
  readonly exact?: ExactPoint;
}

const errorOf = ({ exact, checkpoint }: Reached) =>
  exact ? undefined : Z95 * checkpoint.reward.standardError;
const highest = (points: readonly Reached[]) => points.reduce((a, b) => (b.reward > a.reward ? b : a));

/** Pairs the two methods' points of each seed. */
function bySeed(brain: readonly Reached[], other: readonly Reached[]) {
  const seeds = [...new Set(brain.map(({ run }) => run.config.seed))];
  return seeds
    .map((seed) => {
      const ofSeed = (points: readonly Reached[]) => points.filter(({ run }) => run.config.seed === seed);
      return [ofSeed(brain), ofSeed(other)] as const;
    })
    .filter((sides) => sides.every((points) => points.length > 0));
}

/** The error of a gap of a single seed; undefined if its points are exact. */
function singleSeedError(...errors: readonly (number | undefined)[]): number | undefined {
  const known = errors.filter((error) => error !== undefined);
  return known.length > 0 ? Math.hypot(...known) : undefined;
}

const gapText = ({ mean: gap, error }: OverSeeds) => `${gap.toFixed(3)} (${errorText(error, 3)})`;

function dominance(pairs: ReturnType<typeof bySeed>, name: string, where: string): Claim {
  const each = pairs.map(([brain, other]) => gapsAtEqualKl(brain, other)).filter((gaps) => gaps.length > 0);
  const gaps = each.flat();
  const above = gaps.filter((gap) => gap > 0).length;
  const typical = (points: readonly Reached[]) =>
    points[0].exact ? undefined : mean(points.map((point) => errorOf(point)!));
  const gap =
    each.length > 0 ? overSeeds(each.map(mean), singleSeedError(...pairs[0].map(typical))) : undefined;
  const verdict = gap ? verdictOfGap(gap.mean, gap.error) : 'waiting';
  return {
    text: `At equal KL, BRAIn reaches more reward than ${name} (${where})`,
    measured: gap ? `above at ${above} of ${gaps.length} KLs and seeds, by ${gapText(gap)} on average` : '?',
    // A mean above 0 is not a gap above 0 at every KL.
    verdict: verdict === 'reproduced' && above < gaps.length ? 'undecided' : verdict,
  };
}

function summit(pairs: ReturnType<typeof bySeed>, name: string, where: string): Claim {
  const each = pairs.map(([brain, other]) => [highest(brain), highest(other)] as const);
  const gap =
    each.length > 0
      ? overSeeds(
          each.map(([brain, other]) => brain.reward - other.reward),
          singleSeedError(...each[0].map(errorOf)),
        )
      : undefined;
  return {
    text: `${name} nowhere gets as high a reward as BRAIn (${where})`,
    measured: gap
      ? `${mean(each.map(([brain]) => brain.reward)).toFixed(3)} against ${mean(each.map(([, other]) => other.reward)).toFixed(3)}, apart by ${gapText(gap)}`
      : '?',
    verdict: gap ? verdictOfGap(gap.mean, gap.error) : 'waiting',
  };
}

/** The paper has this ordering for DPO-sft on text only. */
export function frontierClaims(
  method: MethodName,
  task: TaskName,
  brain: readonly Reached[],
  other: readonly Reached[],
): Claim[] {
  const pairs = bySeed(brain, other);
  const ofPaper = method === 'dpo-sft' && task !== 'strings';
  const [name, where] = [objectives[method].label, taskCards[task].label];
  const summits = { ...summit(pairs, name, where), ...(ofPaper && { paper: 'no matter how small beta is' }) };
  // On text only a bound of best-of-n's KL is known, so nothing can be compared at equal KL.
  if (method === 'best-of-n' && task !== 'strings') return [summits];
  return [{ ...dominance(pairs, name, where), ...(ofPaper && { paper: 'at every KL shown' }) }, summits];
}
