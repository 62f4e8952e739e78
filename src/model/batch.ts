// Rows of prompt and completion, padded on the right, and the window of positions whose tokens are scored.
import { allowedAt } from '../tokenizer/allowed_tokens.ts';
import type { ModelConfig } from './config.ts';
import type { TokenBatch } from './language_model.ts';

export interface BatchRow {
  readonly prompt: ArrayLike<number>;
  readonly completion: ArrayLike<number>;
}

/** Packs rows into [rows, length]; `window` is the longest completion allowed (EOS included). */
export function tokenBatch(
  rows: readonly BatchRow[],
  length: number,
  window: number,
  pad: number,
): TokenBatch {
  const tokens = new Int32Array(rows.length * length).fill(pad);
  const scored = new Uint8Array(rows.length * length);
  rows.forEach(({ prompt, completion }, b) => {
    if (prompt.length === 0)
      throw new Error(`invalid prompt in row ${b}: empty (expected at least one token)`);
    if (prompt.length + completion.length > length || completion.length > window) {
      throw new Error(
        `invalid row ${b}: ${prompt.length} prompt + ${completion.length} completion tokens (expected at most ${length} in all, ${window} in the completion)`,
      );
    }
    const start = b * length + prompt.length;
    tokens.set(prompt, b * length);
    tokens.set(completion, start);
    scored.fill(1, start, start + completion.length);
  });
  return { rows: rows.length, length, window, tokens, scored };
}

/** Rows [from, to) of a batch, without a copy. */
export function subBatch(batch: TokenBatch, from: number, to: number): TokenBatch {
  const { length, window } = batch;
  const end = Math.min(to, batch.rows);
  const part = <T extends Int32Array | Uint8Array>(values: T) =>
    values.subarray(from * length, end * length) as T;
  return { rows: end - from, length, window, tokens: part(batch.tokens), scored: part(batch.scored) };
}

/** Where the scored tokens of a batch are: W slots a row, filled in order. */
export interface ScoredWindow {
  /** Flat index b * T + t of the token in each slot, -1 where unused. */
  readonly index: Int32Array; // [B * W]
  /** One-hot over the vocabulary of the realised token. */
  readonly oneHot: Float32Array; // [B * W, V]
  /** Additive mask of tokens that may not stand there; absent without `config.allowed`. */
  readonly forbidden?: Float32Array; // [B * W, V]
}

/** Large and finite: WGSL may assume that no infinity occurs. */
export const FORBIDDEN_LOGIT = -1e9;

export function scoredWindow(batch: TokenBatch, config: ModelConfig): ScoredWindow {
  const { rows, length, window, tokens, scored } = batch;
  const { vocabSize, allowed } = config;
  const index = new Int32Array(rows * window).fill(-1);
  const oneHot = new Float32Array(rows * window * vocabSize);
  const forbidden = allowed && new Float32Array(rows * window * vocabSize);
  for (let b = 0; b < rows; b++) {
    let slot = b * window;
    for (let t = 1; t < length; t++) {
      if (!scored[b * length + t]) continue;
      index[slot] = b * length + t;
      oneHot[slot * vocabSize + tokens[b * length + t]] = 1;
      const permitted = allowed && allowedAt(allowed, t);
      if (forbidden && permitted) {
        const row = forbidden.subarray(slot * vocabSize, (slot + 1) * vocabSize).fill(FORBIDDEN_LOGIT);
        for (const token of permitted) row[token] = 0;
      }
      slot++;
    }
  }
  return { index, oneHot, forbidden };
}
