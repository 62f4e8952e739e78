// When an ordering is decided while seeds come in. With a fixed number of seeds, by its 95 and 90 % intervals. Otherwise at
// looks, by repeated intervals (Jennison and Turnbull 1989): all looks together err in 5 and 10 % of cases. The first look
// that decides an ordering is its last.
import { studentQuantile } from '../math/distributions.ts';
import type { PairedGap } from '../metrics/paired_gap.ts';
import { type Gap, type Ruling, verdictOfGap } from './claims.ts';
import { LOOKS, type Look, type SeedPlan } from './seed_plan.ts';

function gapAt(
  { mean, standardError, degrees }: PairedGap,
  seeds: readonly number[],
  { of95, of90 }: Pick<Look, 'of95' | 'of90'>,
  ruling: Ruling,
): Gap {
  const half = (tail: number) =>
    Number.isNaN(standardError)
      ? undefined
      : standardError === 0
        ? 0
        : studentQuantile(tail, degrees) * standardError;
  const error = half(of95);
  return { mean, error, seeds, verdict: verdictOfGap(mean, error, half(of90), ruling) };
}

const FIXED = { of95: 0.05, of90: 0.1 } as const;

/**
 * @param known the seeds that have all that the gap needs.
 * @param estimateOf the gap among the given ones of them, at least one.
 * @param holds what else must hold among them for the ordering to be reproduced.
 * @returns the gap at the look that decided it, else at the last look; undefined: not measured yet.
 */
export function decidedGap(
  { seeds, looks }: SeedPlan,
  known: readonly number[],
  estimateOf: (seeds: readonly number[]) => PairedGap | undefined,
  ruling: Ruling = {},
  holds: (seeds: readonly number[]) => boolean = () => true,
): Gap | undefined {
  const gapAmong = (planned: readonly number[], levels: Pick<Look, 'of95' | 'of90'>): Gap | undefined => {
    const some = planned.filter((seed) => known.includes(seed));
    const estimate = some.length > 0 ? estimateOf(some) : undefined;
    if (!estimate) return undefined;
    const gap = gapAt(estimate, some, levels, ruling);
    return gap.verdict === 'reproduced' && !holds(some) ? { ...gap, verdict: 'undecided' } : gap;
  };
  if (!looks) return gapAmong(seeds, FIXED);
  let last: Gap | undefined;
  for (const look of LOOKS) {
    const gap = gapAmong(seeds.slice(0, look.seeds), look);
    if (!gap) return last;
    // A look waits for all of its seeds.
    if (gap.seeds.length < look.seeds) return last ?? { ...gap, verdict: 'undecided' };
    if (gap.verdict !== 'undecided') return gap;
    last = gap;
  }
  return last;
}
