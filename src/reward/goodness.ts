// Goodness models p(G = 1 | y, x) (sections 3 and 5.1.1), both of which enter eq. 6 by their logarithm:
//   Bradley-Terry   exp(r / gamma) up to a factor (eqs. 17-19);  log goodness = r / gamma
//   absolute        sigmoid(r / gamma), the probability that a response is good, 1/2 at r = 0;
//                   log goodness = log sigmoid(r / gamma)
import { logSigmoid } from '../math/log_space.ts';
import type { Reward } from './reward.ts';

export type Goodness = 'bradley-terry' | 'absolute';

/**
 * The reward whose exp(./gamma) is the goodness: what every rule reads as r. Under the absolute model no response is
 * better than certainly good, so large rewards cease to matter.
 */
export function rewardOfGoodness(reward: number, gamma: number, goodness: Goodness): number {
  return goodness === 'absolute' ? gamma * logSigmoid(reward / gamma) : reward;
}

/** The training reward as a goodness model takes it. */
export const withGoodness = (reward: Reward, gamma: number, goodness: Goodness): Reward =>
  goodness === 'bradley-terry'
    ? reward
    : {
        ...reward,
        of: async (...asked) => (await reward.of(...asked)).map((r) => rewardOfGoodness(r, gamma, goodness)),
      };
