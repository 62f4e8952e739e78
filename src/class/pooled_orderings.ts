// What the class's runs decide together: orderings of methods, or of the two ends of a sweep, paired by seed. The statistics
// are those of the Reproduce page with a fixed number of seeds.
import { type Gap, verdictOn } from '../experiments/claims.ts';
import type { Claim } from '../experiments/experiment.ts';
import {
  type Ordering,
  orderingAtEqualKl,
  orderingOfSummits,
  type Racer,
} from '../experiments/frontier_claims.ts';
import { decidedGap } from '../experiments/looks.ts';
import { mean } from '../math/statistics.ts';
import { gapOverSeeds } from '../metrics/over_seeds.ts';
import { METHOD_NAMES, type MethodName, objectives } from '../objectives/index.ts';
import { type TaskName, taskCards } from '../tasks/task.ts';
import type { CurvePoint } from './curve_bytes.ts';
import { lastPoint, onePerSeed, type RunGroup, type RunGroups } from './run_groups.ts';
import { MOST_SEEDS, seedsToDecide } from './seeds_to_decide.ts';

export interface PooledOrdering {
  readonly claim: Claim;
  /** What would decide it, as a sentence without its full stop; absent: it is decided. */
  readonly open?: string;
}

const seedsOf = (groups: readonly RunGroup[]) => [
  ...new Set(groups.flatMap(onePerSeed).map(({ config }) => config.seed)),
];

const racerOf = (method: MethodName, groups: readonly RunGroup[]): Racer => ({
  name: objectives[method].label,
  points: groups
    .filter((group) => group.method === method)
    .flatMap(onePerSeed)
    .flatMap(({ config: { seed }, curve }) => curve.map(({ kl, reward }) => ({ seed, kl, reward }))),
});

/** The first of two ends has more of a figure after its last step. */
function orderingOfEnds(
  groups: readonly [RunGroup, RunGroup],
  { words, of }: { readonly words: string; readonly of: (end: CurvePoint) => number },
): Ordering {
  const [one, other] = groups.map(
    (group) => new Map(onePerSeed(group).map((result) => [result.config.seed, of(lastPoint(result))])),
  );
  const common = [...one.keys()].filter((seed) => other.has(seed));
  // A two-sided test has no side of its own, so the text names the larger one first.
  const isTurned = mean(common.map((seed) => one.get(seed)! - other.get(seed)!)) < 0;
  const [more, less] = isTurned ? [other, one] : [one, other];
  const [first, second] = isTurned ? [groups[1], groups[0]] : groups;
  const text = `${first.label} ends with more ${words} than ${second.label}`;
  const gap = decidedGap({ seeds: common }, common, (seeds) =>
    gapOverSeeds(seeds.map((seed) => more.get(seed)! - less.get(seed)!)),
  );
  if (!gap) return { claim: { text, measured: '?', verdict: 'waiting' } };
  const [above, below] = [more, less].map((values) => mean(common.map((seed) => values.get(seed)!)));
  const apart = `${gap.mean.toFixed(3)}${gap.error === undefined ? '' : ` ± ${gap.error.toFixed(3)}`}`;
  const seeds = `${common.length} ${common.length === 1 ? 'seed' : 'seeds'}`;
  return {
    claim: {
      text,
      measured: `${above.toFixed(3)} against ${below.toFixed(3)}, apart by ${apart} over ${seeds}`,
      ...verdictOn(gap),
    },
    gap,
  };
}

const ENDS = [
  { words: 'reward', of: ({ reward }: CurvePoint) => reward },
  { words: 'drift', of: ({ kl }: CurvePoint) => kl },
];

/** @param seatsPerSeed the groups that a further seed must be run in. */
function openWords(gap: Gap | undefined, seatsPerSeed: number): string {
  if (!gap) return 'It waits for a seed that both sides have';
  const wanted = seedsToDecide(gap);
  if (wanted === undefined) return 'One seed decides nothing: a second one shows how much seeds differ';
  if (!Number.isFinite(wanted))
    return `The gap is too small beside its spread: more than ${MOST_SEEDS} seeds would not decide it`;
  const more = wanted - gap.seeds.length;
  return `If gap and spread stay as they are, ${more} more ${more === 1 ? 'seed' : 'seeds'} would decide it: ${more * seatsPerSeed} more seats`;
}

/** @param groups of one task, those that differ in more than their seed. */
export function pooledOrderings(task: TaskName, { groups, swept }: RunGroups): PooledOrdering[] {
  const methods = METHOD_NAMES.filter((method) => groups.some((group) => group.method === method));
  const orderings: Ordering[] = [];
  const plan = { seeds: seedsOf(groups) };
  if (methods.length > 1) {
    // BRAIn against each other, as on the Reproduce page; without it, the first of the list.
    const [first, ...others] = methods.toSorted((a, b) => Number(b === 'brain') - Number(a === 'brain'));
    const one = racerOf(first, groups);
    for (const method of others) {
      const other = racerOf(method, groups);
      orderings.push(orderingAtEqualKl(one, other, taskCards[task].label, plan));
      orderings.push(orderingOfSummits(one, other, taskCards[task].label, plan));
    }
  } else if (swept && groups.length > 1)
    for (const figure of ENDS) orderings.push(orderingOfEnds([groups[0], groups[groups.length - 1]], figure));
  return orderings.map(({ claim, gap }) => {
    const isOpen = claim.verdict === 'undecided' || claim.verdict === 'waiting';
    return isOpen ? { claim, open: openWords(gap, groups.length) } : { claim };
  });
}
