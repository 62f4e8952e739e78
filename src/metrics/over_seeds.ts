// What runs that differ in their seed alone say together. Two or three seeds know little of their own spread, so their
// intervals are Student's (1908).
import { mean, squaredDeviations, standardError, t95, Z95 } from '../math/statistics.ts';

export interface OverSeeds {
  readonly mean: number;
  /** Half the 95 % interval; undefined where one seed says nothing of its error. */
  readonly error?: number;
}

/**
 * The mean of one value a seed.
 * @param ownError of a single seed's value, half its 95 % interval; absent where that value has no sampling error.
 */
export function overSeeds(values: readonly number[], ownError?: number): OverSeeds {
  const count = values.length;
  return { mean: mean(values), error: count < 2 ? ownError : t95(count - 1) * standardError(values) };
}

/**
 * What the spread between seeds adds to the squared standard error of a mean over seeds and answers, beside what the
 * spread between answers makes of it already: max(0, MS_seeds - MS_residual) / (answers * seeds), the random-effects
 * analysis of variance of a crossed layout, widened to Student's t. With three seeds an interval then covers in 92 % of
 * experiments where 95 are meant (its test), since three seeds can agree by chance. 0 for one seed.
 * @param bySeed one array a seed, the answers to the same prompts in the same order.
 */
export function seedVariance(bySeed: readonly (readonly number[])[]): number {
  const seeds = bySeed.length;
  const answers = bySeed[0]?.length ?? 0;
  if (seeds < 2 || answers < 2) return 0;
  const ofSeeds = bySeed.map(mean);
  const ofAnswers = bySeed[0].map((_, at) => mean(bySeed.map((own) => own[at])));
  const centre = mean(ofSeeds);
  const residual = bySeed.reduce(
    (sum, own, s) =>
      sum + own.reduce((inner, value, at) => inner + (value - ofSeeds[s] - ofAnswers[at] + centre) ** 2, 0),
    0,
  );
  const meanSquareOfSeeds = (answers * squaredDeviations(ofSeeds)) / (seeds - 1);
  const meanSquareResidual = residual / ((seeds - 1) * (answers - 1));
  const extra = Math.max(0, meanSquareOfSeeds - meanSquareResidual) / (answers * seeds);
  return (t95(seeds - 1) / Z95) ** 2 * extra;
}
