// Lines 7 to 9 of Algorithm 1: what the prior and the reward say of the samples of a round.
import type { RunConfig } from '../config/schema.ts';
import type { LanguageModel } from '../model/language_model.ts';
import type { Reward } from '../reward/reward.ts';
import type { Task } from '../tasks/task.ts';
import type { SampledGroup } from './replay.ts';
import type { Draft } from './round.ts';
import { taskBatch } from './rows.ts';
import { reduceLogProbs, scoredRows } from './sequence.ts';

/** A drafted group whose prior log-probs and rewards are known. */
export type ScoredDraft = Omit<SampledGroup, 'alpha'>;

export interface Scoring {
  readonly task: Task;
  readonly prior: LanguageModel;
  readonly reward: Reward;
  readonly groupsPerBatch: number;
  readonly logProbReduction: RunConfig['logProbReduction'];
}

/** Drafts without log-probs of their own were drawn from the prior. */
export async function scoreDrafts(
  drafts: readonly Draft[],
  { task, prior, reward, groupsPerBatch, logProbReduction }: Scoring,
): Promise<ScoredDraft[]> {
  const scored: ScoredDraft[] = [];
  for (let from = 0; from < drafts.length; from += groupsPerBatch) {
    const part = drafts.slice(from, from + groupsPerBatch);
    const responses = part.flatMap(({ prompt, completions }) =>
      completions.map(({ tokens }) => ({ prompt, completion: tokens })),
    );
    const batch = taskBatch(
      task,
      responses.map(({ prompt, completion }) => ({ prompt: prompt.tokens, completion })),
    );
    const priorRows = scoredRows(batch, await prior.logProbs(batch));
    const rewards = await reward.of(responses);
    for (const draft of part) {
      const tokenRows = priorRows.splice(0, draft.completions.length);
      const logPrior = tokenRows.map((row) => reduceLogProbs(row, logProbReduction));
      scored.push({
        ...draft,
        logProposal: draft.logProposal ?? logPrior,
        logPrior,
        reward: rewards.splice(0, draft.completions.length),
        tokens: tokenRows.map((row, i) => ({
          logPrior: row,
          logProposal: draft.logProposal ? [...draft.completions[i].logProbs] : row,
        })),
      });
    }
  }
  return scored;
}
