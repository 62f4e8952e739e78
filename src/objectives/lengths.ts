// Per-token averages for the methods that divide by each response's own length, whatever the run's reduction.
import { InvalidGroupError } from './checks.ts';
import type { ObjectiveSettings, SampleGroup } from './objective.ts';

export interface MeanLogProbs {
  readonly meanLogProb: readonly number[]; // [n]
  /** d meanLogProb_i / d logPolicy_i, [n]: 1 where log-probs are averaged already, else 1 / T_i. */
  readonly slope: readonly number[];
}

/** Throws where log-probs are sums and the samples' lengths are not known. */
export function meanLogProbs(
  { logPolicy, tokenCount }: SampleGroup,
  { logProbReduction }: Pick<ObjectiveSettings, 'logProbReduction'>,
): MeanLogProbs {
  if (logProbReduction === 'mean') return { meanLogProb: logPolicy, slope: logPolicy.map(() => 1) };
  if (!tokenCount)
    throw new InvalidGroupError(
      'tokenCount is missing (expected the number of tokens of each sample: this method divides by it)',
    );
  const empty = tokenCount.findIndex((count) => !(count >= 1));
  if (empty >= 0)
    throw new InvalidGroupError(
      `invalid tokenCount[${empty}]: ${tokenCount[empty]} (expected 1 or more: EOS counts)`,
    );
  return {
    meanLogProb: logPolicy.map((l, i) => l / tokenCount[i]),
    slope: tokenCount.map((count) => 1 / count),
  };
}
