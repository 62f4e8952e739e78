// What runs that differ in their seed alone say together. Two or three seeds know little of their own spread, so their
// intervals are Student's (1908).

/** t with P(|T| < t) = 0.95, by degrees of freedom from 1 on. */
const STUDENT95 = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604,
  2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.093,
] as const;
const Z95 = 1.959963984540054;

/** @param degrees of freedom, 1 or more; beyond the table the normal distribution stands in, at most 6 % too narrow. */
export const t95 = (degrees: number): number => STUDENT95[degrees - 1] ?? Z95;

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const squaresOf = (values: readonly number[]) => {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
};

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
  if (count < 2) return { mean: meanOf(values), error: ownError };
  const standardError = Math.sqrt(squaresOf(values) / (count * (count - 1)));
  return { mean: meanOf(values), error: t95(count - 1) * standardError };
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
  const ofSeeds = bySeed.map(meanOf);
  const ofAnswers = bySeed[0].map((_, at) => meanOf(bySeed.map((own) => own[at])));
  const mean = meanOf(ofSeeds);
  const residual = bySeed.reduce(
    (sum, own, s) =>
      sum + own.reduce((inner, value, at) => inner + (value - ofSeeds[s] - ofAnswers[at] + mean) ** 2, 0),
    0,
  );
  const meanSquareOfSeeds = (answers * squaresOf(ofSeeds)) / (seeds - 1);
  const meanSquareResidual = residual / ((seeds - 1) * (answers - 1));
  const extra = Math.max(0, meanSquareOfSeeds - meanSquareResidual) / (answers * seeds);
  return (t95(seeds - 1) / Z95) ** 2 * extra;
}
