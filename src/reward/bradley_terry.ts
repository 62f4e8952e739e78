// The likelihood of preferences under a reward (Pandey et al., eq. 18), and what it says of goodness (eqs. 17, 19):
//   log P(w > l) = log sigmoid((r_w - r_l) / gamma);   dL/dr_w = sigmoid(-(r_w - r_l) / gamma) / gamma = -dL/dr_l
import { sigmoid, softplus } from '../math/log_space.ts';
import { mean } from '../math/statistics.ts';

export interface PairLikelihood {
  /** Mean of -log P(w > l) over the pairs, nats. */
  readonly loss: number;
  /** Share of pairs in which the chosen response has the higher reward; a tie counts half. */
  readonly accuracy: number;
  /** Ascent direction of the mean log-likelihood with respect to each reward. */
  readonly chosen: readonly number[];
  readonly rejected: readonly number[];
}

/** P(w > l), eq. 17 with goodness exp(r / gamma). */
export const preferenceProbability = (chosen: number, rejected: number, gamma: number) =>
  sigmoid((chosen - rejected) / gamma);

/** @param chosen,rejected rewards of the pairs' responses, one entry a pair. Throws on gamma <= 0 or no pairs. */
export function pairLikelihood(
  chosen: readonly number[],
  rejected: readonly number[],
  gamma: number,
): PairLikelihood {
  if (!(gamma > 0)) throw new Error(`invalid gamma: ${gamma} (expected above 0)`);
  if (chosen.length === 0 || chosen.length !== rejected.length)
    throw new Error(
      `invalid pairs: ${chosen.length} chosen, ${rejected.length} rejected (expected as many, at least one)`,
    );
  const margins = chosen.map((r, i) => (r - rejected[i]) / gamma);
  const up = margins.map((m) => sigmoid(-m) / gamma / margins.length);
  return {
    loss: mean(margins.map((m) => softplus(-m))),
    accuracy: mean(margins.map((m) => (m > 0 ? 1 : m === 0 ? 0.5 : 0))),
    chosen: up,
    rejected: up.map((c) => -c),
  };
}
