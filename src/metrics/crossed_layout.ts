// The analysis of variance of values that cross seeds with prompts:
//   value_sp = mean + seed_s + prompt_p + residual_sp
import { mean, squaredDeviations, sum } from '../math/statistics.ts';

export interface CrossedLayout {
  readonly mean: number;
  /** Means, [S]. */
  readonly ofSeeds: readonly number[];
  /** Mean squares. */
  readonly seedSquare: number;
  readonly promptSquare: number;
  readonly residualSquare: number;
  /** Degrees of freedom; those of one prompt count as 1, over a square of 0. */
  readonly promptDegrees: number;
  readonly residualDegrees: number;
}

/** @param values [S, P], with at least two seeds and one prompt. */
export function crossedLayout(values: readonly (readonly number[])[]): CrossedLayout {
  const [seeds, prompts] = [values.length, values[0].length];
  const ofSeeds = values.map(mean);
  const ofPrompts = values[0].map((_, p) => mean(values.map((row) => row[p])));
  const centre = mean(ofSeeds);
  const promptDegrees = Math.max(1, prompts - 1);
  const residualDegrees = (seeds - 1) * promptDegrees;
  const residual = sum(
    values.map((row, s) => sum(row.map((value, p) => (value - ofSeeds[s] - ofPrompts[p] + centre) ** 2))),
  );
  return {
    mean: centre,
    ofSeeds,
    seedSquare: (prompts * squaredDeviations(ofSeeds)) / (seeds - 1),
    promptSquare: (seeds * squaredDeviations(ofPrompts)) / promptDegrees,
    residualSquare: residual / residualDegrees,
    promptDegrees,
    residualDegrees,
  };
}
