// A world of five answers that fits on paper: shares in whole percent, rewards with one decimal. All answers of the key are
// computed from these printed numbers, so that a pocket calculator gets them, too.
import { expectation, kl } from '../../exact/divergence.ts';
import { bestReward } from '../../exact/frontier.ts';
import { posterior } from '../../exact/posterior.ts';
import { tableWorld, WORLD_BOUNDS } from '../../exact/world.ts';
import { sum } from '../../math/statistics.ts';
import { parseNumber } from '../../settings/parse.ts';

export const ANSWERS = ['A', 'B', 'C', 'D', 'E'] as const;

export interface PrintedWorld {
  readonly seed: number;
  /** Shares of the starting model, and of the model now; each sums to 1. */
  readonly prior: readonly number[]; // [5]
  readonly policy: readonly number[]; // [5]
  readonly reward: readonly number[]; // [5]
}

/** Undefined for a text that is no seed. */
export const parseSeed = (text: string): number | undefined => parseNumber(WORLD_BOUNDS.seed, text);

/** Throws if the seed is out of bounds. */
export function printedWorld(seed: number): PrintedWorld {
  const { logPrior, logPolicy, reward } = tableWorld({ outcomes: ANSWERS.length, n: 3, gamma: 1, seed });
  return {
    seed,
    prior: wholePercents([...logPrior].map(Math.exp)),
    policy: wholePercents([...logPolicy].map(Math.exp)),
    reward: [...reward].map((value) => Math.round(10 * value) / 10),
  };
}

/** Largest remainders: the rounded shares sum to 1, and none is 0. */
function wholePercents(shares: readonly number[]): number[] {
  const spare = 100 - shares.length;
  const floors = shares.map((share) => Math.floor(spare * share));
  const order = [...shares.keys()].sort((a, b) => ((spare * shares[b]) % 1) - ((spare * shares[a]) % 1));
  const extra = new Set(order.slice(0, spare - sum(floors)));
  return floors.map((floor, i) => (1 + floor + (extra.has(i) ? 1 : 0)) / 100);
}

const logs = (shares: readonly number[]) => Float64Array.from(shares, Math.log);

/** Shares of the target for a reward, p exp(r / gamma) / Z, [5]. */
export const targetShares = ({ prior }: PrintedWorld, reward: readonly number[], gamma: number): number[] =>
  [...posterior(logs(prior), Float64Array.from(reward), gamma).logPosterior].map(Math.exp);

export const meanReward = (shares: readonly number[], reward: readonly number[]): number =>
  expectation(logs(shares), Float64Array.from(reward));

/** Of the shares from the starting model's, nats. */
export const drift = ({ prior }: PrintedWorld, shares: readonly number[]): number =>
  kl(logs(shares), logs(prior));

export const mostReward = ({ prior, reward }: PrintedWorld, klBudget: number): number =>
  bestReward({ logPrior: logs(prior), reward: Float64Array.from(reward) }, klBudget);
