// Everything a coefficient rule reads of each group of a batch, under the policy as it stands.
import type { LanguageModel, TokenBatch } from '../model/language_model.ts';
import { type Reduction, reduceLogProbs, scoredRows } from '../model/rows.ts';
import type { ReplayGroup, RuleInput, RunFigures } from '../objectives/group.ts';

/** One entry a group, in the batch's order; leaves the policy ready for `backward`. */
export async function ruleInputs(
  policy: LanguageModel,
  batch: TokenBatch,
  groups: readonly ReplayGroup[],
  reduction: Reduction,
  runFigures: (group: ReplayGroup) => RunFigures,
): Promise<RuleInput[]> {
  const logProbs = scoredRows(batch, await policy.logProbs(batch));
  const values = policy.config.valueHead ? scoredRows(batch, await policy.valueEstimates()) : undefined;
  let row = 0;
  return groups.map((group) => {
    const from = row;
    row += group.completions.length;
    return {
      logProposal: group.logProposal,
      logPrior: group.logPrior,
      reward: group.reward,
      alpha: group.alpha,
      pairs: group.pairs,
      logPolicy: logProbs.slice(from, row).map((tokens) => reduceLogProbs(tokens, reduction)),
      tokenCount: group.completions.map(({ tokens }) => tokens.length),
      tokens: group.tokens.map((cached, i) => ({
        ...cached,
        logPolicy: logProbs[from + i],
        value: values?.[from + i],
      })),
      ...runFigures(group),
    };
  });
}
