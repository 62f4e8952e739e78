// Lines 7 to 9 of Algorithm 1: what the prior and the reward say of the samples of a round.
import type { RunConfig } from '../config/schema.ts';
import type { LanguageModel } from '../model/language_model.ts';
import { reduceLogProbs, scoredRows, taskBatch } from '../model/rows.ts';
import { type Breathe, slicesOf } from '../model/slices.ts';
import type { Draft, ScoredGroup } from '../objectives/group.ts';
import type { Reward } from '../reward/reward.ts';
import type { RunTask } from '../tasks/task.ts';
import type { MethodRun } from './method_run.ts';

export interface Scoring {
  readonly task: RunTask;
  readonly prior: LanguageModel;
  readonly reward: Reward;
  readonly groupsPerBatch: number;
  readonly logProbReduction: RunConfig['logProbReduction'];
  readonly breathe: Breathe;
}

/** Whole groups, at most a batch of them and at most what one call of the model takes. */
function callsOf<Group extends Pick<Draft, 'completions'>>(
  groups: readonly Group[],
  groupsPerBatch: number,
  { rowsPerCall }: LanguageModel,
): Group[][] {
  const rows = Math.max(...groups.map(({ completions }) => completions.length));
  return slicesOf(groups, Math.max(1, Math.min(groupsPerBatch, Math.floor(rowsPerCall / rows))));
}

/** Drafts without log-probs of their own were drawn from the prior. */
export async function scoreDrafts(
  drafts: readonly Draft[],
  { task, prior, reward, groupsPerBatch, logProbReduction, breathe }: Scoring,
): Promise<ScoredGroup[]> {
  const scored: ScoredGroup[] = [];
  for (const part of callsOf(drafts, groupsPerBatch, prior)) {
    await breathe();
    const responses = part.flatMap(({ prompt, completions }) =>
      completions.map(({ tokens }) => ({ prompt, completion: tokens })),
    );
    const batch = taskBatch(
      task,
      responses.map(({ prompt, completion }) => ({ prompt: prompt.tokens, completion })),
    );
    const priorRows = scoredRows(batch, await prior.logProbs(batch));
    const rewards = await reward.of(responses, breathe);
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

/** The value head's estimates at the time of sampling, which PPO's advantages start from; as it was without one. */
export async function cacheValues(
  groups: readonly ScoredGroup[],
  policy: LanguageModel,
  groupsPerBatch: number,
  method: MethodRun,
  breathe: Breathe,
): Promise<readonly ScoredGroup[]> {
  if (!policy.config.valueHead) return groups;
  const valued: ScoredGroup[] = [];
  for (const part of callsOf(groups, groupsPerBatch, policy)) {
    await breathe();
    const batch = method.batch(part);
    await policy.logProbs(batch);
    const values = scoredRows(batch, await policy.valueEstimates());
    for (const group of part) {
      const tokens = group.tokens.map((cached) => ({ ...cached, oldValue: values.shift() }));
      valued.push({ ...group, tokens });
    }
  }
  return valued;
}
