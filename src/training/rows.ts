// Token batches of whole groups, and a prompt's rows as the run's method conditions them.
import { tokenBatch } from '../model/batch.ts';
import type { Completion, TokenBatch } from '../model/language_model.ts';
import type { Task } from '../tasks/task.ts';

export interface Row {
  readonly prompt: readonly number[];
  readonly completion: ArrayLike<number>;
}

/** Rows padded to the task's longest prompt and completion. */
export function taskBatch(task: Task, rows: readonly Row[]): TokenBatch {
  const { maxPromptTokens, maxCompletionTokens, tokenizer } = task;
  return tokenBatch(rows, maxPromptTokens + maxCompletionTokens, maxCompletionTokens, tokenizer.pad);
}

/** One prompt with each of its completions. */
export const rowsOf = (prompt: readonly number[], completions: readonly Completion[]): Row[] =>
  completions.map(({ tokens }) => ({ prompt, completion: tokens }));
