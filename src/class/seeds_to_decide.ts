// How many seeds would decide an open ordering, if its gap and its spread between seeds stay as they are: the least N with
//   t95(N - 1) s / sqrt(N) < |gap|
import type { Gap } from '../experiments/claims.ts';
import { t95 } from '../math/statistics.ts';

/** More than any class has. */
export const MOST_SEEDS = 1000;

/** @returns infinity if no class has as many; undefined where one seed alone, or none, says nothing of the spread. */
export function seedsToDecide({
  mean,
  error,
  seeds,
}: Pick<Gap, 'mean' | 'error' | 'seeds'>): number | undefined {
  const known = seeds.length;
  if (error === undefined || known < 2) return undefined;
  const spread = (error / t95(known - 1)) * Math.sqrt(known);
  for (let count = known + 1; count <= MOST_SEEDS; count++)
    if ((t95(count - 1) * spread) / Math.sqrt(count) < Math.abs(mean)) return count;
  return Number.POSITIVE_INFINITY;
}
