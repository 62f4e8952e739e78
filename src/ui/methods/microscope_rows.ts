// Applies any method's rule to one prompt's samples. The coefficient pushes a sample up or down (for BRAIn
// alpha - beta, eq. 13). Also measures the agreement of two rules.
import type { RunConfig } from '../../config/schema.ts';
import { correlation, sum } from '../../math/statistics.ts';
import { InvalidGroupError } from '../../objectives/checks.ts';
import { type MethodName, objectives } from '../../objectives/index.ts';
import { methodTexts } from '../../objectives/texts/index.ts';
import type { Microscope } from '../../session/protocol.ts';

export type RowOrder = 'reward' | 'push';

/** The pushes of a method, [n], or the reason why its rule refuses the samples. */
export function pushesOf(
  microscope: Microscope,
  method: MethodName,
  config: RunConfig,
): { readonly pushes: readonly number[] } | { readonly problem: string } {
  try {
    return { pushes: objectives[method].rule(microscope, config).coefficients };
  } catch (error) {
    if (error instanceof InvalidGroupError) return { problem: error.message };
    throw error;
  }
}

/** Three decimals, and no sign on what rounds to 0. */
export const sumText = (pushes: readonly number[]): string => {
  const text = sum(pushes).toFixed(3);
  return Number(text) === 0 ? '0.000' : text.replace('-', '−');
};

/** Agreement of two methods' pushes: share of samples with equal sign, and Pearson's correlation. */
export const agreement = (a: readonly number[], b: readonly number[]) => ({
  sameDirection: a.filter((value, i) => Math.sign(value) === Math.sign(b[i])).length,
  /** NaN if one method pushes all samples equally. */
  correlation: correlation(a, b),
});

/** Figures that a rule lacks on samples from a run of another method. */
export const missingFigures = (method: MethodName, runMethod: MethodName): string | undefined =>
  method === runMethod ? undefined : methodTexts[method].elsewhere;
