// The best reachable KL-reward frontier, from prior samples alone: under y ~ p the tilted policy p exp(r / gamma) / Z has
// self-normalised weights w = softmax(r / gamma), reward sum_i w_i r_i and KL to the prior sum_i w_i log(N w_i).
import { softmax } from '../math/log_space.ts';
import { mean } from '../math/statistics.ts';
import { effectiveSampleSize } from '../objectives/weights.ts';

export interface FrontierPoint {
  readonly gamma: number;
  /** KL of the tilted policy to the prior, nats per response, averaged over prompts. */
  readonly kl: number;
  readonly reward: number;
}

export interface EstimatedPoint extends FrontierPoint {
  /** Effective number of samples of the prompt that has the fewest. */
  readonly ess: number;
}

/** Temperatures from almost the prior (64) downwards, in steps of 2^(1/4). */
const GAMMAS = Array.from({ length: 61 }, (_, i) => 2 ** (6 - i / 4));

/**
 * A point is trusted if the ESS of its worst prompt is at least this. At 30 of 128 samples the line's end is below the
 * true line by a quarter of its own noise; at 50 it would be by less, but end at two thirds of the KL.
 */
export const LEAST_ESS = 30;

/** What the line is called where it is drawn: known by enumeration, or reweighted from samples. */
export const FRONTIER_NAMES = {
  exact: 'Best possible (exact)',
  reachable: `Best reachable, as far as prior samples tell (ESS of ${LEAST_ESS} or more)`,
} as const;

/** `rewards` [prompts][samples]; only temperatures that can be trusted, in order of rising KL. */
export function reweightedFrontier(
  rewards: readonly (readonly number[])[],
  leastEss = LEAST_ESS,
): EstimatedPoint[] {
  if (rewards.length === 0) return [];
  return GAMMAS.map((gamma) => {
    const perPrompt = rewards.map((own) => {
      const weights = softmax(own.map((r) => r / gamma));
      return {
        kl: weights.reduce((sum, w) => (w === 0 ? sum : sum + w * Math.log(w * own.length)), 0),
        reward: weights.reduce((sum, w, i) => sum + w * own[i], 0),
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
