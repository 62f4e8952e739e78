// A learned reward: the policy's own transformer with a scalar head on the last token of the response (section 5.1.1). A
// row is read as prompt and response; the head sits where the response ends.
import { tokenBatch } from '../model/batch.ts';
import type { LanguageModel, TokenBatch } from '../model/language_model.ts';
import { type Breathe, slicesOf, withoutBreath } from '../model/slices.ts';
import type { Task } from '../tasks/task.ts';

export interface RatedRow {
  readonly prompt: readonly number[];
  /** EOS included if it was reached. */
  readonly completion: readonly number[];
}

/** One scored slot a row, behind its last token, so that the head reads the state of that token. */
export function rewardBatch(
  { maxPromptTokens, maxCompletionTokens, tokenizer }: Task,
  rows: readonly RatedRow[],
): TokenBatch {
  return tokenBatch(
    rows.map(({ prompt, completion }) => ({
      prompt: [...prompt, ...completion],
      completion: [tokenizer.pad],
    })),
    maxPromptTokens + maxCompletionTokens + 1,
    1,
    tokenizer.pad,
  );
}

/** [B, T] -> the value at each row's slot. */
export const slotValues = ({ rows, length, scored }: TokenBatch, values: Float32Array): number[] =>
  Array.from({ length: rows }, (_, b) => values[scored.indexOf(1, b * length)]);

/** Values at the rows' slots -> [B, T]. */
export function placedAtSlots({ rows, length, scored }: TokenBatch, values: readonly number[]): Float32Array {
  const placed = new Float32Array(rows * length);
  for (let b = 0; b < rows; b++) placed[scored.indexOf(1, b * length)] = values[b];
  return placed;
}

const ROWS_AT_ONCE = 128;

/** The head's output for every row. */
export async function rewardsOf(
  model: LanguageModel,
  task: Task,
  rows: readonly RatedRow[],
  breathe: Breathe = withoutBreath,
): Promise<number[]> {
  const rewards: number[] = [];
  for (const slice of slicesOf(rows, Math.min(ROWS_AT_ONCE, model.rowsPerCall))) {
    await breathe();
    const batch = rewardBatch(task, slice);
    await model.logProbs(batch);
    rewards.push(...slotValues(batch, await model.valueEstimates()));
  }
  return rewards;
}
