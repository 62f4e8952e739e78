// Everything a coefficient rule reads of each group of a batch, under the policy as it stands.
import type { LanguageModel, TokenBatch } from '../model/language_model.ts';
import { type Reduction, rowLogProbs, scoredRows } from '../model/rows.ts';
import type { ReplayGroup, RuleInput, RunFigures } from '../objectives/group.ts';
import type { FixedInput } from '../objectives/pushes.ts';

export type FixedGroup = FixedInput & Pick<ReplayGroup, 'tokens' | 'pairs'>;

/** What a rule reads of a group without asking the policy. */
export function fixedInput(group: ReplayGroup, runFigures: (group: ReplayGroup) => RunFigures): FixedGroup {
  const { logProposal, logPrior, reward, alpha, pairs, tokens, completions } = group;
  const tokenCount = completions.map(({ tokens: written }) => written.length);
  return { logProposal, logPrior, reward, alpha, pairs, tokenCount, tokens, ...runFigures(group) };
}

/** The groups with the policy's figures of a batch, [B, T]; one entry a group, in the batch's order. */
export function withPolicy(
  groups: readonly FixedGroup[],
  batch: TokenBatch,
  reduction: Reduction,
  logProbs: Float32Array,
  values?: Float32Array,
): RuleInput[] {
  const logPolicy = rowLogProbs(batch, logProbs, reduction);
  // Few rules read single tokens, and a small model takes its step in the time that it takes to list them.
  const rows = once(() => scoredRows(batch, logProbs));
  const valueRows = once(() => values && scoredRows(batch, values));
  let row = 0;
  return groups.map(({ tokens, ...group }) => {
    const from = row;
    row += tokens.length;
    const withOwn = once(() =>
      tokens.map((cached, i) => ({
        ...cached,
        logPolicy: rows()[from + i],
        value: valueRows()?.[from + i],
      })),
    );
    return {
      ...group,
      logPolicy: logPolicy.slice(from, row),
      get tokens() {
        return withOwn();
      },
    };
  });
}

function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}

/** One entry a group, in the batch's order; leaves the policy ready for `backward`. */
export async function ruleInputs(
  policy: LanguageModel,
  batch: TokenBatch,
  groups: readonly ReplayGroup[],
  reduction: Reduction,
  runFigures: (group: ReplayGroup) => RunFigures,
): Promise<RuleInput[]> {
  const fixed = groups.map((group) => fixedInput(group, runFigures));
  const logProbs = await policy.logProbs(batch);
  const values = policy.config.valueHead ? await policy.valueEstimates() : undefined;
  return withPolicy(fixed, batch, reduction, logProbs, values);
}
