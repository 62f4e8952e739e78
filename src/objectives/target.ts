// Importance weights of the normalised target P / Z, P = p exp(r / gamma), under the proposal (GDC and GDC++).
import type { SampleGroup } from './objective.ts';
import { logDifference } from './weights.ts';

export interface TargetWeights {
  /** P(y_i) / (Z q'(y_i)), [n]. */
  readonly weights: readonly number[];
  readonly clipped: number;
  readonly logPartition: number;
}

function logMeanExp(values: readonly number[]): number {
  const max = Math.max(...values);
  return max === Number.NEGATIVE_INFINITY
    ? max
    : max + Math.log(values.reduce((sum, value) => sum + Math.exp(value - max), 0) / values.length);
}

/** With Z from the running estimate, or from these samples where there is none; undefined where Z is 0. */
export function targetWeights(
  group: SampleGroup,
  gamma: number,
  exponentClip: number,
): TargetWeights | undefined {
  const logWeights = group.logPrior.map(
    (p, i) => logDifference(p, group.logProposal[i]) + group.reward[i] / gamma,
  );
  const logPartition = group.logPartition ?? logMeanExp(logWeights);
  if (logPartition === Number.NEGATIVE_INFINITY) return undefined;
  const exponents = logWeights.map((value) => value - logPartition);
  return {
    weights: exponents.map((value) => Math.exp(Math.min(value, exponentClip))),
    clipped: exponents.filter((value) => value > exponentClip).length,
    logPartition,
  };
}
