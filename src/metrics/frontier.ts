// The best reachable KL-reward frontier, estimated from prior samples. For y ~ p the tilted policy p exp(r / gamma) / Z
// has self-normalised weights w = softmax(r / gamma), reward sum_i w_i r_i and KL to the prior sum_i w_i log(N w_i).
// Along the line dr/dKL = gamma, so the reward at a KL errs by gamma times the error of log Z, for each prompt
//   Var(log Z) = 1 / ESS - 1 / N   (delta method),  ESS = 1 / sum_i w_i^2
import { softmax } from '../math/log_space.ts';
import { effectiveSampleSize, mean } from '../math/statistics.ts';

export interface FrontierPoint {
  readonly gamma: number;
  /** KL of the tilted policy to the prior, nats per response, averaged over prompts. */
  readonly kl: number;
  readonly reward: number;
  /** Of the reward at this KL; absent where it was enumerated. */
  readonly standardError?: number;
}

export interface EstimatedPoint extends FrontierPoint {
  /** Effective sample size: the harmonic mean over prompts, as variances add. */
  readonly ess: number;
  readonly standardError: number;
}

/** Temperatures from almost the prior (64) downwards, in steps of 2^(1/4). */
const GAMMAS = Array.from({ length: 61 }, (_, i) => 2 ** (6 - i / 4));

/**
 * The smallest ESS at which a point is trusted: log Z is biased by half its variance, which more prompts do not remove.
 * At 15 that is gamma / 30 at most.
 */
export const LEAST_ESS = 15;

/** Sampling ends when no point of the line has a larger standard error, in units of the reward. */
export const FRONTIER_STANDARD_ERROR = 0.02;

/** The name of the line in charts: by enumeration, or from reweighted samples. */
export const FRONTIER_NAMES = {
  exact: 'Best possible (exact)',
  reachable: `Best reachable, as far as prior samples tell (ESS of ${LEAST_ESS} or more)`,
} as const;

/** `rewards` [prompts][samples], as many for each prompt; only trusted temperatures, by rising KL. */
export function reweightedFrontier(
  rewards: readonly (readonly number[])[],
  leastEss = LEAST_ESS,
): EstimatedPoint[] {
  if (rewards.length === 0) return [];
  return GAMMAS.map((gamma) => {
    const perPrompt = rewards.map((ofPrompt) => {
      const weights = softmax(ofPrompt.map((r) => r / gamma));
      return {
        kl: weights.reduce((sum, w) => (w === 0 ? sum : sum + w * Math.log(w * ofPrompt.length)), 0),
        reward: weights.reduce((sum, w, i) => sum + w * ofPrompt[i], 0),
        ess: effectiveSampleSize(weights),
      };
    });
    const inverseEss = mean(perPrompt.map((p) => 1 / p.ess));
    const variance = inverseEss - 1 / rewards[0].length; // of log Z, averaged over prompts
    return {
      gamma,
      kl: mean(perPrompt.map((p) => p.kl)),
      reward: mean(perPrompt.map((p) => p.reward)),
      ess: 1 / inverseEss,
      standardError: gamma * Math.sqrt(Math.max(0, variance) / rewards.length),
    };
  }).filter(({ ess }) => ess >= leastEss);
}
