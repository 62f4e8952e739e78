// Self-normalised importance weights of one group, in log space, and what is measured of them.
//   alpha = softmax(log p - log q' + r / gamma)   (eqs. 6 and 20)
//   beta  = softmax(log q_theta - log q')         (eq. 12)
import type { SampleGroup } from './objective.ts';

/** Softmax of log-weights; all zeros where every log-weight is -Infinity. */
export function softmax(logWeights: readonly number[]): number[] {
  const max = logWeights.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (max === Number.NEGATIVE_INFINITY) return logWeights.map(() => 0);
  const weights = logWeights.map((value) => Math.exp(value - max));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** -Infinity - -Infinity is taken as -Infinity: a sample that neither side can produce has no weight. */
export function logDifference(a: number, b: number): number {
  return a === Number.NEGATIVE_INFINITY ? a : a - b;
}

/** alpha-hat of eq. 20, [n]; its sum is 1, or 0 where no sample has weight. */
export function alphaWeights(
  group: Pick<SampleGroup, 'logPrior' | 'logProposal' | 'reward'>,
  gamma: number,
): number[] {
  return softmax(
    group.logPrior.map((p, i) => logDifference(p, group.logProposal[i]) + group.reward[i] / gamma),
  );
}

/** beta-hat of eq. 12, [n]. */
export function betaWeights(group: Pick<SampleGroup, 'logPolicy' | 'logProposal'>): number[] {
  return softmax(group.logPolicy.map((l, i) => logDifference(l, group.logProposal[i])));
}

/** Kong's effective sample size of normalised weights, 1 / sum w^2, in 1..n; 0 where all weights are 0. */
export function effectiveSampleSize(weights: readonly number[]): number {
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
  return squares === 0 ? 0 : 1 / squares;
}

/** KL(alpha || beta) of eq. 15, nats; a term with alpha = 0 is 0. */
export function selfNormalisedKl(alpha: readonly number[], beta: readonly number[]): number {
  return alpha.reduce((sum, a, i) => (a === 0 ? sum : sum + a * Math.log(a / beta[i])), 0);
}

/** The group's cached alpha, or eq. 20 on the spot. */
export function alphaOf(group: SampleGroup, gamma: number): readonly number[] {
  return group.alpha ?? alphaWeights(group, gamma);
}
