// What two methods' points on a KL-reward frontier say: which reaches more reward at equal KL, and which more at all.

import { mean, Z95 } from '../math/statistics.ts';
import { type OverSeeds, overSeeds } from '../metrics/over_seeds.ts';
import { type MethodName, objectives } from '../objectives/index.ts';
import { type TaskName, taskCards } from '../tasks/task.ts';
import { errorText, verdictOfGap } from './claims.ts';
import { gapsAtEqualKl } from './envelope.ts';
import type { Claim } from './experiment.ts';
import type { Evaluation, ExactPoint, RunOutcome } from './run_outcome.ts';

/** A checkpoint of a run on the frontier, exactly where that is known. */
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

/** Seeds are compared one by one, each method's points of a seed with the other's. */
function bySeed(brain: readonly Reached[], other: readonly Reached[]) {
  const seeds = [...new Set(brain.map(({ run }) => run.config.seed))];
  return seeds
    .map((seed) => {
      const own = (points: readonly Reached[]) => points.filter(({ run }) => run.config.seed === seed);
      return [own(brain), own(other)] as const;
    })
    .filter(([mine, its]) => mine.length > 0 && its.length > 0);
}

/** Of the points of one seed alone; undefined where they are exact. */
function ownError(...errors: readonly (number | undefined)[]): number | undefined {
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
  const gap = each.length > 0 ? overSeeds(each.map(mean), ownError(...pairs[0].map(typical))) : undefined;
  const verdict = gap ? verdictOfGap(gap.mean, gap.error) : 'waiting';
  return {
    text: `At equal KL, BRAIn reaches more reward than ${name} (${where})`,
    measured: gap ? `above at ${above} of ${gaps.length} KLs and seeds, by ${gapText(gap)} on average` : '?',
    // Above on average is not above everywhere.
    verdict: verdict === 'reproduced' && above < gaps.length ? 'undecided' : verdict,
  };
}

function summit(pairs: ReturnType<typeof bySeed>, name: string, where: string): Claim {
  const each = pairs.map(([brain, other]) => [highest(brain), highest(other)] as const);
  const gap =
    each.length > 0
      ? overSeeds(
          each.map(([brain, other]) => brain.reward - other.reward),
          ownError(...each[0].map(errorOf)),
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

/** Whose orderings they are: the paper has DPO-sft alone, on text. */
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
  // Of best-of-n on text only a bound of its KL is known, and at a bound nothing is equal.
  if (method === 'best-of-n' && task !== 'strings') return [summits];
  return [{ ...dominance(pairs, name, where), ...(ofPaper && { paper: 'at every KL shown' }) }, summits];
}
