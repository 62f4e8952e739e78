// The best reachable KL-reward frontier, estimated from prior samples. For y ~ p the tilted policy p exp(r / gamma) / Z
// has self-normalised weights w = softmax(r / gamma), reward sum_i w_i r_i and KL to the prior sum_i w_i log(N w_i).
import { softmax } from '../math/log_space.ts';
import { effectiveSampleSize, mean } from '../math/statistics.ts';

export interface FrontierPoint {
  readonly gamma: number;
  /** KL of the tilted policy to the prior, nats per response, averaged over prompts. */
  readonly kl: number;
  readonly reward: number;
}

export interface EstimatedPoint extends FrontierPoint {
  /** Effective sample size of the prompt with the smallest one. */
  readonly ess: number;
}

/** Temperatures from almost the prior (64) downwards, in steps of 2^(1/4). */
const GAMMAS = Array.from({ length: 61 }, (_, i) => 2 ** (6 - i / 4));

/**
 * The smallest ESS at which a point is trusted. With 64 prompts of 128 samples the line then ends a quarter of its noise
 * below the truth. An ESS of 50 halves that, and ends the line at two thirds of the KL.
 */
export const LEAST_ESS = 30;

/** The name of the line in charts: by enumeration, or from reweighted samples. */
export const FRONTIER_NAMES = {
  exact: 'Best possible (exact)',
  reachable: `Best reachable, as far as prior samples tell (ESS of ${LEAST_ESS} or more)`,
} as const;

/** `rewards` [prompts][samples]; only trusted temperatures, by rising KL. */
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
    return {
      gamma,
      kl: mean(perPrompt.map((p) => p.kl)),
      reward: mean(perPrompt.map((p) => p.reward)),
      ess: Math.min(...perPrompt.map((p) => p.ess)),
    };
  }).filter(({ ess }) => ess >= leastEss);
}
