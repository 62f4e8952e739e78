// A gap between methods that share seeds and prompts, with its error over both (a crossed random-effects layout):
//   V = (MS_seeds + MS_prompts - MS_residual) / (S P)
// with Satterthwaite's degrees of freedom, V^2 / sum_i (V_i^2 / v_i) over the three terms (Satterthwaite 1946).
import { mean, squaredDeviations } from '../math/statistics.ts';
import type { SeedSpread } from './seed_interaction.ts';

export interface PairedGap {
  readonly mean: number;
  readonly standardError: number;
  /** Satterthwaite's. */
  readonly degrees: number;
  readonly seeds: number;
}

/**
 * @param values [S, P]: the gap in each seed on each prompt.
 * @param pooled replaces the spread of this gap's own seed means.
 * @returns undefined without a value; one seed has the error over prompts alone; one value has an error of 0.
 */
export function pairedGap(
  values: readonly (readonly number[])[],
  pooled?: SeedSpread,
): PairedGap | undefined {
  const [seeds, prompts] = [values.length, values[0]?.length ?? 0];
  if (seeds === 0 || prompts === 0) return undefined;
  const ofSeeds = values.map(mean);
  const ofPrompts = values[0].map((_, p) => mean(values.map((row) => row[p])));
  const centre = mean(ofSeeds);
  const promptDegrees = Math.max(1, prompts - 1);
  const ofPromptsSquare = (seeds * squaredDeviations(ofPrompts)) / promptDegrees;
  if (seeds === 1)
    return {
      mean: centre,
      standardError: Math.sqrt(ofPromptsSquare / prompts),
      degrees: promptDegrees,
      seeds,
    };
  const residual = values.reduce(
    (sum, row, s) =>
      sum + row.reduce((inner, value, p) => inner + (value - ofSeeds[s] - ofPrompts[p] + centre) ** 2, 0),
    0,
  );
  const residualDegrees = (seeds - 1) * promptDegrees;
  const residualSquare = residual / residualDegrees;
  const seedSpread = pooled ?? { variance: squaredDeviations(ofSeeds) / (seeds - 1), degrees: seeds - 1 };
  const seedSquare = prompts * seedSpread.variance;
  // Seeds never make the estimate better than the prompts alone allow.
  const total = Math.max(ofPromptsSquare, seedSquare + ofPromptsSquare - residualSquare);
  const ofDegrees =
    seedSquare ** 2 / seedSpread.degrees +
    ofPromptsSquare ** 2 / promptDegrees +
    residualSquare ** 2 / residualDegrees;
  return {
    mean: centre,
    standardError: Math.sqrt(total / (seeds * prompts)),
    degrees: ofDegrees === 0 ? promptDegrees : Math.max(1, total ** 2 / ofDegrees),
    seeds,
  };
}
