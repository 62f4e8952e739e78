// What the pairwise methods share: pairs of one prompt's samples, and a loss of the difference between the two samples'
// log-probs (or log-ratios, or log-odds) d = u_w - u_l. With dLoss/dd = s, c_w = -s du_w/dl_w and c_l = s du_l/dl_l.
import { type Figures, type Formula, minus, ofPartner, times } from '../math/formula.ts';
import { logDifference } from '../math/log_space.ts';
import { mean } from '../math/statistics.ts';
import { finiteResult, skippedGroup } from './checks.ts';
import type { Pair, RuleInput } from './group.ts';
import type { RuleResult } from './method.ts';
import type { FixedInput } from './pushes.ts';

export interface RankedPairs {
  readonly pairs: readonly Pair[];
  /** Pairs of equal reward, which are left out. */
  readonly ties: number;
}

const rank = (reward: readonly number[], a: number, b: number): Pair =>
  reward[a] >= reward[b] ? { winner: a, loser: b } : { winner: b, loser: a };

/** n / 2 disjoint pairs of neighbours, ties included; the last of an odd number stays alone. */
export const pairsInOrder = (reward: readonly number[]): Pair[] =>
  Array.from({ length: reward.length >> 1 }, (_, k) => rank(reward, 2 * k, 2 * k + 1));

/**
 * The given pairs, or pairs by reward. `first-round`: n / 2 disjoint pairs in order (samples are i.i.d. or shuffled, so any
 * pairing is a random one; the last of an odd number stays alone). `tournament`: winners of a round meet in the next, n - 1
 * pairs (Liu et al. 2023, section 3.3). Ties are dropped and counted; of two equals the first goes on.
 */
export function rankedPairs(
  { reward, pairs }: Pick<RuleInput, 'reward' | 'pairs'>,
  pairing: 'first-round' | 'tournament' = 'first-round',
): RankedPairs {
  if (pairs) return { pairs, ties: 0 };
  const all: Pair[] = [];
  let standing = reward.map((_, i) => i);
  do {
    const winners: number[] = [];
    for (let k = 0; k + 1 < standing.length; k += 2) {
      const pair = rank(reward, standing[k], standing[k + 1]);
      all.push(pair);
      winners.push(pair.winner);
    }
    if (standing.length % 2 === 1) winners.push(standing[standing.length - 1]);
    standing = winners;
  } while (pairing === 'tournament' && standing.length > 1);
  const decided = all.filter(({ winner, loser }) => reward[winner] !== reward[loser]);
  return { pairs: decided, ties: all.length - decided.length };
}

/** log q_theta - log p of each sample, [n]. */
export const logRatios = ({ logPolicy, logPrior }: RuleInput): number[] =>
  logPolicy.map((l, i) => logDifference(l, logPrior[i]));

export interface PairLoss {
  readonly loss: number;
  /** dLoss/dd. */
  readonly slope: number;
}

export interface PairwiseOptions {
  readonly group: RuleInput;
  readonly ranked: RankedPairs;
  /** What is compared, [n]: log-ratios for the methods with a reference, log-probs or log-odds for those without. */
  readonly quantity: readonly number[];
  /** d quantity_i / d logPolicy_i, [n]; absent: 1. */
  readonly quantitySlope?: readonly number[];
  readonly lossOf: (difference: number, pair: Pair) => PairLoss;
}

/** Mean loss over the pairs; pairs without a finite difference are left out. */
export function pairwise({
  group,
  ranked: { pairs, ties },
  quantity,
  quantitySlope,
  lossOf,
}: PairwiseOptions): RuleResult {
  const n = group.reward.length;
  const difference = ({ winner, loser }: Pair) => quantity[winner] - quantity[loser];
  const usable = pairs.filter((pair) => Number.isFinite(difference(pair)));
  if (usable.length === 0) return { ...skippedGroup(n), diagnostics: { skipped: 1, ties } };
  const losses = usable.map((pair) => lossOf(difference(pair), pair));
  const coefficients = new Array<number>(n).fill(0);
  usable.forEach(({ winner, loser }, k) => {
    const push = losses[k].slope / usable.length;
    coefficients[winner] -= push * (quantitySlope?.[winner] ?? 1);
    coefficients[loser] += push * (quantitySlope?.[loser] ?? 1);
  });
  return finiteResult({
    coefficients,
    loss: mean(losses.map(({ loss }) => loss)),
    diagnostics: {
      margin: mean(usable.map(difference)),
      accuracy: mean(usable.map((pair) => (difference(pair) > 0 ? 1 : 0))),
      chosenLogProb: mean(usable.map(({ winner }) => group.logPolicy[winner])),
      rejectedLogProb: mean(usable.map(({ loser }) => group.logPolicy[loser])),
      pairs: usable.length,
      ties,
      skipped: 0,
    },
  });
}

/** d = h_w - h_l of the pair that a sample is in, from the figures `side`, `partner` and `logPrior`. */
export const PAIR_MARGIN: Formula = (() => {
  const logRatio = minus('logPolicy', 'logPrior');
  return times('side', minus(logRatio, ofPartner(logRatio)));
})();

/**
 * Where each sample stands in disjoint pairs, as figures: its partner, the side 1 of a winner, -1 of a loser and 0 of a
 * sample in no pair, and the number of pairs. Pairs without a finite difference are left out; undefined if none is left.
 */
export function pairFigures(
  { logPrior, reward }: FixedInput,
  pairs: readonly Pair[],
  others: Figures = {},
): Figures | undefined {
  const partner = reward.map((_, i) => i);
  const side = reward.map(() => 0);
  const usable = pairs.filter(({ winner, loser }) => Number.isFinite(logPrior[winner] - logPrior[loser]));
  for (const { winner, loser } of usable) {
    partner[winner] = loser;
    partner[loser] = winner;
    side[winner] = 1;
    side[loser] = -1;
  }
  const known = logPrior.map((p, i) => (side[i] === 0 ? 0 : p));
  return usable.length > 0 ? { ...others, logPrior: known, partner, side, pairs: usable.length } : undefined;
}
