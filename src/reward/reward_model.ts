// A learned reward: the policy's own transformer with a scalar head (section 5.1.1), averaged over the response's tokens. A
// wrong word is seen where it stands: with the head on the last token alone, few layers must find it and carry it there.
import { mean } from '../math/statistics.ts';
import { tokenBatch } from '../model/batch.ts';
import type { LanguageModel, TokenBatch } from '../model/language_model.ts';
import { type Breathe, slicesOf, withoutBreath } from '../model/slices.ts';
import type { RunTask } from '../tasks/task.ts';

export interface RatedRow {
  readonly prompt: readonly number[];
  /** EOS included if it was reached. */
  readonly completion: readonly number[];
}

/**
 * A scored slot behind the prompt and behind each token of the response, so that the head reads the state of that token.
 * Neighbouring rows with one prompt share it.
 */
export function rewardBatch(
  { maxPromptTokens, maxCompletionTokens, tokenizer }: RunTask,
  rows: readonly RatedRow[],
): TokenBatch {
  return tokenBatch(
    rows.map(({ prompt, completion }) => ({ prompt, completion: [...completion, tokenizer.pad] })),
    maxPromptTokens + maxCompletionTokens + 1,
    maxCompletionTokens + 1,
    tokenizer.pad,
  );
}

/** From the slot behind a row's first response token to the one behind its last; of an empty response, the prompt's. */
function slotsOf(
  { length, scored }: TokenBatch,
  b: number,
): { readonly first: number; readonly end: number } {
  const behindPrompt = scored.indexOf(1, b * length);
  const behindLast = scored.lastIndexOf(1, (b + 1) * length - 1);
  return { first: Math.min(behindPrompt + 1, behindLast), end: behindLast + 1 };
}

/** Values [B, T] -> the mean over each row's response. */
export const responseMeans = (batch: TokenBatch, values: Float32Array): number[] =>
  Array.from({ length: batch.rows }, (_, b) => {
    const { first, end } = slotsOf(batch, b);
    return mean(values.subarray(first, end));
  });

/** Ascent directions of the rows' rewards -> those of the values at their slots, [B, T]. */
export function spreadOverResponses(batch: TokenBatch, directions: readonly number[]): Float32Array {
  const spread = new Float32Array(batch.rows * batch.length);
  directions.forEach((direction, b) => {
    const { first, end } = slotsOf(batch, b);
    spread.fill(direction / (end - first), first, end);
  });
  return spread;
}

const ROWS_AT_ONCE = 128;

/** The head's mean over every row's response. */
export async function rewardsOf(
  model: LanguageModel,
  task: RunTask,
  rows: readonly RatedRow[],
  breathe: Breathe = withoutBreath,
): Promise<number[]> {
  const rewards: number[] = [];
  for (const slice of slicesOf(rows, Math.min(ROWS_AT_ONCE, model.rowsPerCall))) {
    await breathe();
    const batch = rewardBatch(task, slice);
    await model.logProbs(batch);
    rewards.push(...responseMeans(batch, await model.valueEstimates()));
  }
  return rewards;
}
