// A gap between methods that share seeds and prompts, with its error over both (a crossed random-effects layout):
//   V = (MS_seeds + MS_prompts - MS_residual) / (S P)
// with Satterthwaite's degrees of freedom, V^2 / sum_i (V_i^2 / v_i) over the three terms (Satterthwaite 1946).
import { mean, standardError } from '../math/statistics.ts';
import { crossedLayout } from './crossed_layout.ts';
import type { SeedSpread } from './seed_interaction.ts';

export interface PairedGap {
  readonly mean: number;
  /** NaN: unknown. */
  readonly standardError: number;
  /** Satterthwaite's. */
  readonly degrees: number;
}

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
  if (seeds === 1)
    return {
      mean: mean(values[0]),
      standardError: standardError(values[0]),
      degrees: Math.max(1, prompts - 1),
    };
  const layout = crossedLayout(values);
  const { promptSquare, residualSquare, promptDegrees, residualDegrees } = layout;
  const seedSquare = pooled ? prompts * pooled.variance : layout.seedSquare;
  // Seeds never make the estimate better than the prompts alone allow.
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
