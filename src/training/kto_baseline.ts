// KTO's reference point (Ethayarajh et al. 2024, section 4.1): the mean of log q_theta - log p over completions under
// prompts they do not belong to. Completions move on by one group, or by one row where the batch has one group.
import type { LanguageModel } from '../model/language_model.ts';
import type { Task } from '../tasks/task.ts';
import type { SampledGroup } from './replay.ts';
import { taskBatch } from './rows.ts';
import { type Reduction, rowLogProbs } from './sequence.ts';

/** Rows that are looked at; the mean needs no more. */
const MOST_ROWS = 32;

export async function mismatchedKl(
  task: Task,
  policy: LanguageModel,
  prior: LanguageModel,
  groups: readonly SampledGroup[],
  reduction: Reduction,
): Promise<number> {
  const rows = groups.flatMap(({ prompt, completions }) =>
    completions.map(({ tokens }) => ({ prompt: prompt.tokens, completion: tokens })),
  );
  const shift = groups.length > 1 ? groups[0].completions.length : 1;
  const mismatched = rows
    .map(({ prompt }, r) => ({ prompt, completion: rows[(r + shift) % rows.length].completion }))
    .slice(0, MOST_ROWS);
  const batch = taskBatch(task, mismatched);
  const logPolicy = rowLogProbs(batch, await policy.logProbs(batch), reduction);
  const logPrior = rowLogProbs(batch, await prior.logProbs(batch), reduction);
  const sum = logPolicy.reduce((total, l, r) => total + l - logPrior[r], 0);
  return Math.max(0, sum / mismatched.length);
}
