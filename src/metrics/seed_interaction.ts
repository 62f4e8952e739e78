// How much a method's win-rate changes from seed to seed, beyond what a seed does to all methods: the residual of
//   rate_ms = method_m + seed_s + interaction_ms
// pooled over the methods of a task. A gap of two methods has the variance 2 var(interaction) between seeds.
// Pooling needs equal variances: a test by Brown and Forsythe (1974) and one of the gap's own variance decide. Intervals
// then cover 93 to 97 % from 5 seeds on, and at least 91 % with 3 seeds (see `src/experiments/coverage.test.ts`).
import { fisherTail } from '../math/distributions.ts';
import { mean, median, squaredDeviations, sum } from '../math/statistics.ts';

/** The variance of a mean over prompts between seeds, and its degrees of freedom. */
export interface SeedSpread {
  readonly variance: number;
  readonly degrees: number;
}

/** Rates by seed, of one method. */
export type RatesBySeed = ReadonlyMap<number, number>;

/** A preliminary test needs power more than a small size (Bancroft 1964). */
const PRELIMINARY = 0.25;
/** Too small a pooled variance claims too much. Too large a one only costs seeds, so that it is allowed more. */
const TOO_LARGE = 0.95;
const SWEEPS = 200;

/** Residuals of the additive fit, by method, by least squares; methods may lack seeds. */
function residuals(methods: readonly RatesBySeed[]): Map<number, number>[] {
  const left = methods.map((rates) => new Map(rates));
  const seeds = [...new Set(methods.flatMap((rates) => [...rates.keys()]))];
  // Alternating means are the Gauss-Seidel iteration of the normal equations; a complete layout needs one sweep.
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let largest = 0;
    const remove = (cells: readonly (readonly [Map<number, number>, number])[]) => {
      const centre = mean(cells.map(([rates, seed]) => rates.get(seed)!));
      for (const [rates, seed] of cells) rates.set(seed, rates.get(seed)! - centre);
      largest = Math.max(largest, Math.abs(centre));
    };
    for (const rates of left) remove([...rates.keys()].map((seed) => [rates, seed] as const));
    for (const seed of seeds)
      remove(left.filter((rates) => rates.has(seed)).map((rates) => [rates, seed] as const));
    if (largest < 1e-12) break;
  }
  return left;
}

/** Distances from the median, without the one or two that the median makes 0 or equal (Hines and Hines 2000). */
function distances(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const centre = median(values);
  const fromCentre = sorted.map((value) => Math.abs(value - centre));
  return sorted.length % 2 === 1
    ? fromCentre.filter((_, i) => i !== half)
    : fromCentre.flatMap((distance, i) =>
        i === half ? [] : i === half - 1 ? [Math.SQRT2 * distance] : [distance],
      );
}

/** P(groups of equal variance differ so much), by an analysis of variance of distances; 0 where it cannot be tested. */
export function brownForsythe(groups: readonly (readonly number[])[]): number {
  const tested = groups.map(distances);
  const all = tested.flat();
  const [between, within] = [tested.length - 1, all.length - tested.length];
  if (between < 1 || within < 1 || tested.some(({ length }) => length === 0)) return 0;
  const inside = sum(tested.map(squaredDeviations));
  const outside = squaredDeviations(all) - inside;
  if (inside === 0) return outside > 1e-18 ? 0 : 1;
  return fisherTail(Math.max(0, outside) / between / (inside / within), between, within);
}

/**
 * The pooled variance between seeds of sum_m weight_m rate_m; undefined where pooling is not allowed.
 * @param methods of one task: those of the gap and others.
 * @param own the spread of the gap's own seed means.
 * @param scale sum_m weight_m^2.
 */
export function pooledSpread(
  methods: readonly RatesBySeed[],
  own: SeedSpread,
  scale: number,
): SeedSpread | undefined {
  const known = methods.filter(({ size }) => size > 1);
  const left = residuals(known).map((rates) => [...rates.values()]);
  const seeds = new Set(known.flatMap((rates) => [...rates.keys()])).size;
  const degrees = left.flat().length - known.length - seeds + 1;
  const rest = degrees - own.degrees;
  if (rest < 1 || brownForsythe(left) <= PRELIMINARY) return undefined;
  const squares = sum(left.flat().map((value) => value ** 2));
  const ofOthers = Math.max(0, scale * squares - own.degrees * own.variance) / rest;
  const ratio = own.variance === 0 && ofOthers === 0 ? 1 : own.variance / ofOthers;
  const tail = fisherTail(ratio, own.degrees, rest);
  if (tail <= PRELIMINARY || tail >= TOO_LARGE) return undefined;
  return { variance: (scale * squares) / degrees, degrees };
}
