// The exact KL-reward frontier. Of all distributions at KL(q || p) = k, the tilted prior q_t ~ p exp(t r) with t = 1 / gamma
// has the largest E[r] (Theorem 5.2). So no policy can lie above this line.
import { expectation, kl } from './divergence.ts';
import { posterior } from './posterior.ts';

export interface TiltedPoint {
  /** Infinity at the prior. */
  readonly gamma: number;
  readonly kl: number;
  readonly reward: number;
}

export interface RewardedPrior {
  readonly logPrior: Float64Array; // [K]
  readonly reward: Float64Array; // [K]
}

function tilted({ logPrior, reward }: RewardedPrior, gamma: number): TiltedPoint {
  if (gamma === Number.POSITIVE_INFINITY) return { gamma, kl: 0, reward: expectation(logPrior, reward) };
  const { logPosterior } = posterior(logPrior, reward, gamma);
  return { gamma, kl: kl(logPosterior, logPrior), reward: expectation(logPosterior, reward) };
}

/** Tilts 1 / gamma for a smooth line: 0, then even steps of the logarithm. */
const POINTS = 80;
const [WEAKEST_TILT, STRONGEST_TILT] = [0.02, 50];

/** Points by rising KL and reward, from the prior on. */
export function tiltedFrontier(world: RewardedPrior): TiltedPoint[] {
  const gammas = Array.from(
    { length: POINTS },
    (_, k) => 1 / (WEAKEST_TILT * (STRONGEST_TILT / WEAKEST_TILT) ** (k / (POINTS - 1))),
  );
  return [Number.POSITIVE_INFINITY, ...gammas].map((gamma) => tilted(world, gamma));
}

const BISECTIONS = 60;
const STEEPEST_TILT = 1e6;

/** The largest E[r] at a KL in nats; constant beyond the KL of the best outcomes. */
export function bestReward(world: RewardedPrior, klBudget: number): number {
  if (klBudget <= 0) return tilted(world, Number.POSITIVE_INFINITY).reward;
  let [low, high] = [0, 1];
  while (high < STEEPEST_TILT && tilted(world, 1 / high).kl < klBudget) [low, high] = [high, 4 * high];
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (tilted(world, 1 / middle).kl < klBudget) low = middle;
    else high = middle;
  }
  return tilted(world, 1 / high).reward;
}

export interface FrontierDistance {
  /** Reward of the frontier at the same KL. */
  readonly bestReward: number;
  /** bestReward - reward; 0 or more, but for rounding. */
  readonly rewardShortfall: number;
  /** Gain over the prior as a share of the frontier's gain at the same KL; 1 at KL 0. */
  readonly rewardShare: number;
}

export function frontierDistance(
  world: RewardedPrior,
  point: { readonly kl: number; readonly reward: number },
): FrontierDistance {
  const best = bestReward(world, point.kl);
  const start = expectation(world.logPrior, world.reward);
  return {
    bestReward: best,
    rewardShortfall: best - point.reward,
    rewardShare: best > start ? (point.reward - start) / (best - start) : 1,
  };
}
