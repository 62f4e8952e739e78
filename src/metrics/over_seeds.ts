// What several runs add that differ only in their seed. Two or three seeds measure their spread poorly, so the intervals
// are Student's.
import { mean, standardError, t95, variance, Z95 } from '../math/statistics.ts';
import { crossedLayout } from './crossed_layout.ts';
import type { PairedGap } from './paired_gap.ts';

/**
 * A gap from one value per seed.
 * @param singleSeedError standard error of a single seed's value; absent: unknown, NaN.
 */
export function gapOverSeeds(values: readonly number[], singleSeedError = Number.NaN): PairedGap {
  return values.length < 2
    ? { mean: mean(values), standardError: singleSeedError, degrees: Number.POSITIVE_INFINITY }
    : { mean: mean(values), standardError: standardError(values), degrees: values.length - 1 };
}

/** Student's t in place of the normal quantile, squared. */
const widened = (seeds: number) => (t95(seeds - 1) / Z95) ** 2;

/**
 * What the spread between seeds adds to the squared standard error of a mean over seeds and answers:
 *   max(0, MS_seeds - MS_residual) / (answers * seeds)
 * This is the random-effects analysis of variance of a crossed layout, widened to Student's t. With three seeds an
 * interval covers the truth in 92 % of experiments (see the test): three seeds can agree by chance. 0 for one seed.
 * @param bySeed one array per seed, of answers to the same prompts in the same order.
 */
export function seedVariance(bySeed: readonly (readonly number[])[]): number {
  const seeds = bySeed.length;
  const answers = bySeed[0]?.length ?? 0;
  if (seeds < 2 || answers < 2) return 0;
  const { seedSquare, residualSquare } = crossedLayout(bySeed);
  return (widened(seeds) * Math.max(0, seedSquare - residualSquare)) / (answers * seeds);
}

/**
 * The same where each seed has prompts of its own:
 *   max(0, variance of the seeds' means - mean of their squared standard errors) / seeds
 * @param bySeed one array per seed, of at least two answers.
 */
export function nestedSeedVariance(bySeed: readonly (readonly number[])[]): number {
  const seeds = bySeed.length;
  if (seeds < 2) return 0;
  const within = mean(bySeed.map((row) => standardError(row) ** 2));
  return (widened(seeds) * Math.max(0, variance(bySeed.map(mean)) - within)) / seeds;
}
