// Importance weights of the normalised target P / Z, P = p exp(r / gamma), under the proposal (GDC and GDC++).
import type { Figures } from '../math/formula.ts';
import { logSumExp } from '../math/log_space.ts';
import { InvalidGroupError } from './checks.ts';
import type { FixedInput } from './pushes.ts';

/** The weights beside other figures; undefined where no sample has weight. */
export function targetFigures(
  group: FixedInput,
  { gamma, exponentClip }: { readonly gamma: number; readonly exponentClip: number },
  others: Figures = {},
): Figures | undefined {
  const { weights } = targetWeights(group, gamma, exponentClip);
  return weights.every((w) => w === 0) ? undefined : { ...others, weight: weights, n: weights.length };
}

export interface TargetWeights {
  /** P(y_i) / (Z q'(y_i)), [n]; all 0 where Z is 0. */
  readonly weights: readonly number[];
  readonly clipped: number;
  readonly logPartition: number;
}

/** With Z from the running estimate, or from these samples where there is none. */
export function targetWeights(group: FixedInput, gamma: number, exponentClip: number): TargetWeights {
  const logWeights = group.logPrior.map((p, i) =>
    p === Number.NEGATIVE_INFINITY ? p : p - group.logProposal[i] + group.reward[i] / gamma,
  );
  const logPartition = group.logPartition ?? logSumExp(logWeights) - Math.log(logWeights.length);
  if (Number.isNaN(logPartition) || logPartition === Number.POSITIVE_INFINITY) {
    throw new InvalidGroupError(
      `invalid logPartition: ${logPartition} (expected a finite number or -Infinity)`,
    );
  }
  const exponents = logWeights.map((value) =>
    logPartition === Number.NEGATIVE_INFINITY ? logPartition : value - logPartition,
  );
  return {
    weights: exponents.map((value) => Math.exp(Math.min(value, exponentClip))),
    clipped: exponents.filter((value) => value > exponentClip).length,
    logPartition,
  };
}
