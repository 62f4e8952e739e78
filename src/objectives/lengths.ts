// Per-token averages for the methods that divide by each response's own length, whatever the run's reduction.
import { InvalidGroupError } from './checks.ts';
import type { RuleInput } from './group.ts';
import type { RuleSettings } from './method.ts';

export interface MeanLogProbs {
  readonly meanLogProb: readonly number[]; // [n]
  /** d meanLogProb_i / d logPolicy_i, [n]: 1 where log-probs are averaged already, else 1 / T_i. */
  readonly slope: readonly number[];
}

/** The samples' lengths, [n]; throws where they are missing, or are no whole numbers of at least one token. */
export function checkedTokenCount({
  tokenCount,
  reward,
}: Pick<RuleInput, 'tokenCount' | 'reward'>): readonly number[] {
  if (!tokenCount)
    throw new InvalidGroupError(
      'tokenCount is missing (expected the number of tokens of each sample: this method divides by it)',
    );
  if (tokenCount.length !== reward.length)
    throw new InvalidGroupError(
      `invalid tokenCount: ${tokenCount.length} values (expected ${reward.length}, as many as rewards)`,
    );
  const bad = tokenCount.findIndex((count) => !(Number.isInteger(count) && count >= 1));
  if (bad >= 0)
    throw new InvalidGroupError(
      `invalid tokenCount[${bad}]: ${tokenCount[bad]} (expected an integer, 1 or more: EOS counts)`,
    );
  return tokenCount;
}

/** Throws where log-probs are sums and the samples' lengths are not known. */
export function meanLogProbs(
  group: RuleInput,
  { logProbReduction }: Pick<RuleSettings, 'logProbReduction'>,
): MeanLogProbs {
  const { logPolicy } = group;
  if (logProbReduction === 'mean') return { meanLogProb: logPolicy, slope: logPolicy.map(() => 1) };
  const tokenCount = checkedTokenCount(group);
  return {
    meanLogProb: logPolicy.map((l, i) => l / tokenCount[i]),
    slope: tokenCount.map((count) => 1 / count),
  };
}
