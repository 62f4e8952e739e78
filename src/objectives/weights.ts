import { logDifference, logSoftmax, softmax } from '../math/log_space.ts';
import type { RuleInput } from './group.ts';

// Self-normalised importance weights of one group, in log space, and what is measured of them.
//   alpha = softmax(log p - log q' + r / gamma)   (eqs. 6 and 20)
//   beta  = softmax(log q_theta - log q')         (eq. 12)

/** alpha-hat of eq. 20, [n]; its sum is 1, or 0 where no sample has weight. */
export function alphaWeights(
  { logPrior, logProposal, reward }: Pick<RuleInput, 'logPrior' | 'logProposal' | 'reward'>,
  gamma: number,
): number[] {
  // Relative to the best reward, which leaves alpha as it is, so that r / gamma can't overflow.
  const best = Math.max(...reward);
  return softmax(logPrior.map((p, i) => logDifference(p, logProposal[i]) + (reward[i] - best) / gamma));
}

/** log beta-hat of eq. 12, [n]. */
export function logBetaWeights({
  logPolicy,
  logProposal,
}: Pick<RuleInput, 'logPolicy' | 'logProposal'>): number[] {
  return logSoftmax(logPolicy.map((l, i) => logDifference(l, logProposal[i])));
}

/** beta-hat of eq. 12, [n]. */
export function betaWeights(group: Pick<RuleInput, 'logPolicy' | 'logProposal'>): number[] {
  return logBetaWeights(group).map(Math.exp);
}

/** Kong's effective sample size of normalised weights, 1 / sum w^2, in 1..n; 0 where all weights are 0. */
export function effectiveSampleSize(weights: readonly number[]): number {
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
  return squares === 0 ? 0 : 1 / squares;
}

/**
 * KL(alpha || beta) of eq. 15, nats, from alpha and log beta: a policy that has drifted by a thousand nats still has a
 * finite divergence. A term with alpha = 0 is 0.
 */
export function selfNormalisedKl(alpha: readonly number[], logBeta: readonly number[]): number {
  return alpha.reduce((sum, a, i) => (a === 0 ? sum : sum + a * (Math.log(a) - logBeta[i])), 0);
}

/** The group's cached alpha, or eq. 20 on the spot. */
export function alphaOf(group: RuleInput, gamma: number): readonly number[] {
  return group.alpha ?? alphaWeights(group, gamma);
}
