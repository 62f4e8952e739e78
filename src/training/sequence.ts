// From token log-probs to a sequence's log-prob, and a sequence's coefficient back to its tokens.
// `sum` is what the theorems are about; `mean` is what the paper trains with (section 6). EOS counts in both.
import type { TokenBatch } from '../model/language_model.ts';

export type Reduction = 'sum' | 'mean';

export function reduceLogProbs(tokenLogProbs: ArrayLike<number>, reduction: Reduction): number {
  let sum = 0;
  for (let i = 0; i < tokenLogProbs.length; i++) sum += tokenLogProbs[i];
  return reduction === 'sum' ? sum : sum / tokenLogProbs.length;
}

/** Sequence log-prob of every row of a batch from its [B, T] token log-probs. */
export function rowLogProbs(batch: TokenBatch, tokenLogProbs: Float32Array, reduction: Reduction): number[] {
  return Array.from({ length: batch.rows }, (_, b) => {
    const from = b * batch.length;
    const scored = batch.scored.subarray(from, from + batch.length);
    const values = tokenLogProbs.subarray(from, from + batch.length).filter((_, t) => scored[t] === 1);
    return reduceLogProbs(values, reduction);
  });
}

/** Spreads one coefficient a row over its scored tokens (divided by their number under `mean`): [B, T]. */
export function tokenCoefficients(
  batch: TokenBatch,
  coefficients: readonly number[],
  reduction: Reduction,
): Float32Array {
  const result = new Float32Array(batch.rows * batch.length);
  for (let b = 0; b < batch.rows; b++) {
    const from = b * batch.length;
    const scored = batch.scored.subarray(from, from + batch.length);
    const tokens = scored.reduce((sum, s) => sum + s, 0);
    const share = reduction === 'sum' ? coefficients[b] : coefficients[b] / tokens;
    for (let t = 0; t < batch.length; t++) if (scored[t]) result[from + t] = share;
  }
  return result;
}
