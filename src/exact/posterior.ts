// The posterior over a finite support by enumeration, p(y | G = 1) = p(y) exp(r / gamma) / Z (paper, eqs. 5 and 19).
import { logSumExp } from '../math/log_space.ts';

export interface ExactPosterior {
  readonly logPosterior: Float64Array; // [K]
  /** log Z, nats. */
  readonly logPartition: number;
}

/** @param logPrior, reward [K]; a prior mass of 0 (-Infinity) stays 0. */
export function posterior(logPrior: Float64Array, reward: Float64Array, gamma: number): ExactPosterior {
  // Rewards are taken relative to the best possible one: a large r / gamma would cost the digits of log p.
  const best = reward.reduce(
    (max, r, i) => (logPrior[i] > Number.NEGATIVE_INFINITY ? Math.max(max, r) : max),
    Number.NEGATIVE_INFINITY,
  );
  const logTarget = logPrior.map((p, i) => p + (reward[i] - best) / gamma);
  const total = logSumExp(logTarget);
  return { logPosterior: logTarget.map((value) => value - total), logPartition: total + best / gamma };
}

/** Bisection steps: enough halvings for a mass of 1 to float64's precision. */
const BISECTIONS = 200;

/**
 * The target of averaged log-probs: p(y) exp(T (r / gamma + c)) with T tokens, EOS included, and c such that it sums to 1.
 * There (log q - log p) / T = r / gamma + c, so alpha and beta agree. It is not the posterior.
 */
export function meanTarget(
  logPrior: Float64Array,
  reward: Float64Array,
  tokenCount: ArrayLike<number>,
  gamma: number,
): { readonly logTarget: Float64Array; readonly c: number } {
  const at = (c: number) => logPrior.map((p, i) => p + tokenCount[i] * (reward[i] / gamma + c));
  let [low, high] = [-1, 1];
  while (logSumExp(at(low)) > 0) low *= 2;
  while (logSumExp(at(high)) < 0) high *= 2;
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (logSumExp(at(middle)) > 0) high = middle;
    else low = middle;
  }
  const c = (low + high) / 2;
  return { logTarget: at(c), c };
}
