// Statistical rejection sampling (Liu et al. 2023, Algorithm 1): which of a prompt's candidates pass as samples of
// p exp(r / beta). Candidates are told apart by index, so equal responses are not merged. A pass accepts each remaining
// candidate with probability exp((r - r_max) / beta), r_max the largest reward not yet accepted; passes are repeated
// until enough are accepted. What the passes leave open is filled with the best candidates and counted.
import type { Stream } from '../random/stream.ts';

/** Passes over the candidates before the rest is filled up. */
const MOST_PASSES = 16;

export interface Rejection {
  /** Indices of the kept candidates, in the order of acceptance. */
  readonly accepted: readonly number[];
  /** Accepted by chance / candidates asked. */
  readonly acceptanceRate: number;
  /** Candidates that were taken because they are the best left, not because chance accepted them. */
  readonly filled: number;
}

export function rejectionSample(
  reward: readonly number[],
  keep: number,
  beta: number,
  uniform: () => number,
): Rejection {
  if (reward.length < keep)
    throw new Error(`invalid candidates: ${reward.length} (expected at least ${keep}, as many as are kept)`);
  const accepted: number[] = [];
  let left = reward.map((_, i) => i);
  let asked = 0;
  for (let pass = 0; pass < MOST_PASSES && accepted.length < keep; pass++) {
    const best = left.reduce((max, i) => Math.max(max, reward[i]), Number.NEGATIVE_INFINITY);
    left = left.filter((i) => {
      if (accepted.length === keep) return true;
      asked++;
      if (uniform() >= Math.exp((reward[i] - best) / beta)) return true;
      accepted.push(i);
      return false;
    });
  }
  const byChance = accepted.length;
  const rest = left.toSorted((a, b) => reward[b] - reward[a] || a - b).slice(0, keep - byChance);
  return {
    accepted: [...accepted, ...rest],
    acceptanceRate: byChance / asked,
    filled: rest.length,
  };
}

/**
 * The same with the accepted in random order. Acceptance is no order of independent samples: the best tend to come
 * first, so neighbours have rewards that are nearer to each other than those of a random pair.
 */
export function shuffledRejection(
  reward: readonly number[],
  keep: number,
  beta: number,
  { chance, order }: { readonly chance: Stream; readonly order: Stream },
): Rejection {
  const rejection = rejectionSample(reward, keep, beta, () => chance.uniform());
  return { ...rejection, accepted: order.shuffle(rejection.accepted) };
}
