// A gap between methods that share seeds and prompts, with its error over both. Where all seeds have the same prompts (a
// crossed random-effects layout):
//   V = (MS_seeds + MS_prompts - MS_residual) / (S P)
// and where each has its own, V = variance of the seeds' means / S. Degrees of freedom are Satterthwaite's (1946),
// V^2 / sum_i (V_i^2 / v_i) over the terms. Seeds never make V smaller than the prompts alone allow.
import { mean, squaredDeviations, standardError, sum } from '../math/statistics.ts';
import { crossedLayout } from './crossed_layout.ts';
import type { SeedSpread } from './seed_interaction.ts';

export interface PairedGap {
  readonly mean: number;
  /** NaN: unknown. */
  readonly standardError: number;
  /** Satterthwaite's. */
  readonly degrees: number;
}

const ofOneSeed = (values: readonly number[]): PairedGap => ({
  mean: mean(values),
  standardError: standardError(values),
  degrees: Math.max(1, values.length - 1),
});

/**
 * @param values [S, P]: the gap in each seed on each prompt.
 * @param pooled replaces the spread of this gap's own seed means.
 * @returns undefined without a value; one seed has the error over prompts alone; that of one value is NaN, unknown.
 */
export function pairedGap(
  values: readonly (readonly number[])[],
  pooled?: SeedSpread,
): PairedGap | undefined {
  const [seeds, prompts] = [values.length, values[0]?.length ?? 0];
  if (seeds === 0 || prompts === 0) return undefined;
  if (seeds === 1) return ofOneSeed(values[0]);
  const layout = crossedLayout(values);
  const { promptSquare, residualSquare, promptDegrees, residualDegrees } = layout;
  const seedSquare = pooled ? prompts * pooled.variance : layout.seedSquare;
  const total = Math.max(promptSquare, seedSquare + promptSquare - residualSquare);
  const ofDegrees =
    seedSquare ** 2 / (pooled?.degrees ?? seeds - 1) +
    promptSquare ** 2 / promptDegrees +
    residualSquare ** 2 / residualDegrees;
  return {
    mean: layout.mean,
    standardError: Math.sqrt(total / (seeds * prompts)),
    degrees: ofDegrees === 0 ? promptDegrees : Math.max(1, total ** 2 / ofDegrees),
  };
}

/**
 * The same where each seed has prompts of its own.
 * @param values [S], each [P_s].
 */
export function nestedGap(
  values: readonly (readonly number[])[],
  pooled?: SeedSpread,
): PairedGap | undefined {
  const seeds = values.length;
  if (seeds === 0 || values.some(({ length }) => length === 0)) return undefined;
  if (seeds === 1) return ofOneSeed(values[0]);
  const ofSeeds = values.map(mean);
  const ofOwn = pooled?.variance ?? squaredDeviations(ofSeeds) / (seeds - 1);
  // Of a single prompt nothing is known.
  const known = values.filter(({ length }) => length > 1);
  const squares = known.map((row) => standardError(row) ** 2);
  const within = sum(squares) / seeds;
  const total = Math.max(within, ofOwn);
  const ofDegrees =
    ofOwn ** 2 / (pooled?.degrees ?? seeds - 1) +
    sum(squares.map((square, s) => square ** 2 / (known[s].length - 1))) / seeds ** 2;
  return {
    mean: mean(ofSeeds),
    standardError: Math.sqrt(total / seeds),
    degrees: ofDegrees === 0 ? seeds - 1 : Math.max(1, total ** 2 / ofDegrees),
  };
}
