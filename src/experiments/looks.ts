// When an ordering is decided while seeds come in. With a fixed number of seeds, by its 95 and 90 % intervals. Otherwise at
// looks after 5, 8, 12 and 20 seeds, by repeated intervals (Jennison and Turnbull 1989): all looks together err in 5 and
// 10 % of cases. The first look that decides an ordering is its last.
import { studentQuantile } from '../math/distributions.ts';
import type { PairedGap } from '../metrics/paired_gap.ts';
import { type Gap, type Ruling, verdictOfGap } from './claims.ts';
import type { SeedPlan } from './seed_plan.ts';

/**
 * Two-sided nominal levels of the looks, whose information is taken as seeds / 20. They spend 4.5 and 9 % as O'Brien and
 * Fleming's bounds do, 2 - 2 Phi(z / sqrt(t)) up to t (Lan and DeMets 1983). What is left to 5 and 10 % pays for variances
 * that are estimated, and pooled or not: simulated errors are 4 to 5 % in the layouts of the test of `pairedGap`.
 */
const NOMINAL = {
  of95: [6.089671e-5, 0.001502291, 0.00907646, 0.04121523],
  of90: [0.000696901, 0.007079419, 0.02583492, 0.07857696],
} as const;

function gapAt(estimate: PairedGap, [of95, of90]: readonly [number, number], ruling: Ruling): Gap {
  const { mean, standardError, degrees, seeds } = estimate;
  const half = (tail: number) =>
    Number.isNaN(standardError)
      ? undefined
      : standardError === 0
        ? 0
        : studentQuantile(tail, degrees) * standardError;
  const error = half(of95);
  return { mean, error, seeds, verdict: verdictOfGap(mean, error, half(of90), ruling) };
}

/**
 * @param estimateOf the gap among the given seeds that have all it needs; undefined: none has.
 * @param holds what else must hold among the given seeds for the ordering to be reproduced.
 * @returns the gap at the look that decided it, else at the last look; undefined: not measured yet.
 */
export function decidedGap(
  { seeds, looks }: SeedPlan,
  estimateOf: (seeds: readonly number[]) => PairedGap | undefined,
  ruling: Ruling = {},
  holds: (seeds: readonly number[]) => boolean = () => true,
): Gap | undefined {
  const ruled = (some: readonly number[], gap: Gap): Gap =>
    gap.verdict === 'reproduced' && !holds(some) ? { ...gap, verdict: 'undecided' } : gap;
  if (!looks) {
    const estimate = estimateOf(seeds);
    return estimate && ruled(seeds, gapAt(estimate, [0.05, 0.1], ruling));
  }
  let last: Gap | undefined;
  for (const [k, look] of looks.entries()) {
    const some = seeds.slice(0, look);
    const estimate = estimateOf(some);
    if (!estimate) return last;
    const gap = ruled(some, gapAt(estimate, [NOMINAL.of95[k], NOMINAL.of90[k]], ruling));
    // A look waits for all of its seeds.
    if (estimate.seeds < look) return last ?? { ...gap, verdict: 'undecided' };
    if (gap.verdict !== 'undecided') return gap;
    last = gap;
  }
  return last;
}
