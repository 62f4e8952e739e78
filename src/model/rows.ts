// The rows of a batch: prompts and completions to tokens, token log-probs to a sequence's log-prob, and a sequence's
// coefficient back to its tokens. The theorems are about `sum`; the paper trains with `mean` (section 6). EOS counts.
import type { RunSettings } from '../settings/run_settings.ts';
import type { RunTask } from '../tasks/task.ts';
import { tokenBatch } from './batch.ts';
import type { Completion, TokenBatch } from './language_model.ts';

export type Reduction = RunSettings['logProbReduction'];

export interface Row {
  readonly prompt: readonly number[];
  readonly completion: ArrayLike<number>;
}

/** Rows padded to the task's longest prompt and completion. */
export function taskBatch(task: RunTask, rows: readonly Row[]): TokenBatch {
  const { maxPromptTokens, maxCompletionTokens, tokenizer } = task;
  return tokenBatch(rows, maxPromptTokens + maxCompletionTokens, maxCompletionTokens, tokenizer.pad);
}

/** One prompt with each of its completions. */
export const rowsOf = (prompt: readonly number[], completions: readonly Completion[]): Row[] =>
  completions.map(({ tokens }) => ({ prompt, completion: tokens }));

export function reduceLogProbs(tokenLogProbs: ArrayLike<number>, reduction: Reduction): number {
  let sum = 0;
  for (let i = 0; i < tokenLogProbs.length; i++) sum += tokenLogProbs[i];
  return reduction === 'sum' ? sum : sum / tokenLogProbs.length;
}

/** Picks the values of every row's scored tokens: [B, T] -> [B][T_b]. */
export function scoredRows({ rows, length, scored }: TokenBatch, values: Float32Array): number[][] {
  const picked: number[][] = [];
  for (let b = 0; b < rows; b++) {
    const row: number[] = [];
    for (let at = b * length; at < (b + 1) * length; at++) if (scored[at]) row.push(values[at]);
    picked.push(row);
  }
  return picked;
}

/** Number of scored tokens. */
export function scoredCount({ scored }: TokenBatch): number {
  let count = 0;
  for (let at = 0; at < scored.length; at++) count += scored[at];
  return count;
}

/** Sequence log-prob of every row of a batch from its [B, T] token log-probs. */
export const rowLogProbs = (batch: TokenBatch, tokenLogProbs: Float32Array, reduction: Reduction): number[] =>
  scoredRows(batch, tokenLogProbs).map((row) => reduceLogProbs(row, reduction));

/** Puts the values of scored tokens back in their places: [B][T_b] -> [B, T]. */
export function placedRows(batch: TokenBatch, rows: readonly (readonly number[])[]): Float32Array {
  const result = new Float32Array(batch.rows * batch.length);
  rows.forEach((row, b) => {
    const from = b * batch.length;
    let next = 0;
    for (let t = 0; t < batch.length; t++) if (batch.scored[from + t]) result[from + t] = row[next++];
  });
  return result;
}

/** Spreads one coefficient a row over its scored tokens (divided by their number under `mean`): [B, T]. */
export function tokenCoefficients(
  batch: TokenBatch,
  coefficients: readonly number[],
  reduction: Reduction,
): Float32Array {
  const result = new Float32Array(batch.rows * batch.length);
  for (let b = 0; b < batch.rows; b++) {
    const [from, to] = [b * batch.length, (b + 1) * batch.length];
    let tokens = 0;
    for (let at = from; at < to; at++) tokens += batch.scored[at];
    const share = reduction === 'sum' ? coefficients[b] : coefficients[b] / tokens;
    for (let at = from; at < to; at++) if (batch.scored[at]) result[at] = share;
  }
  return result;
}
