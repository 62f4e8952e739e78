// What the rules that push token by token share: the check of their figures, and the clipped surrogate.
import { InvalidGroupError } from './checks.ts';
import type { RuleInput, SampleTokens } from './group.ts';

const FIELDS = [
  'logPolicy',
  'logPrior',
  'logProposal',
  'value',
  'oldValue',
  'advantage',
  'valueTarget',
] as const;

/** The group's tokens; throws where they are missing, of unequal lengths, or not finite. */
export function checkedTokens({ tokens, reward }: RuleInput): readonly SampleTokens[] {
  if (!tokens)
    throw new InvalidGroupError(
      'tokens is missing (expected the log-probs of every token of each sample: this method pushes them one by one)',
    );
  if (tokens.length !== reward.length)
    throw new InvalidGroupError(`invalid tokens: ${tokens.length} samples (expected ${reward.length})`);
  tokens.forEach((sample, i) => {
    const length = sample.logPolicy.length;
    if (length === 0) throw new InvalidGroupError(`invalid tokens[${i}]: 0 tokens (expected at least 1)`);
    for (const field of FIELDS) {
      const values = sample[field];
      if (!values) continue;
      if (values.length !== length)
        throw new InvalidGroupError(
          `invalid tokens[${i}].${field}: ${values.length} values (expected ${length}, as many as logPolicy)`,
        );
      const bad = values.findIndex((value) => !Number.isFinite(value));
      if (bad >= 0)
        throw new InvalidGroupError(
          `invalid tokens[${i}].${field}[${bad}]: ${values[bad]} (expected a finite number)`,
        );
    }
  });
  return tokens;
}

export interface Surrogate {
  /** min(rho A, clip(rho) A). */
  readonly value: number;
  /** d value / d log q: rho A, or 0 where the clip holds. */
  readonly slope: number;
  readonly clipped: boolean;
}

/**
 * PPO's clipped surrogate of one token (Schulman et al. 2017, eq. 7), rho = exp(logPolicy - logProposal). Where the
 * advantage is negative nothing bounds the ratio from above: one that overflows makes the group one that is refused.
 */
export function clippedSurrogate(logRatio: number, advantage: number, clipRange: number): Surrogate {
  const clipped = advantage > 0 ? logRatio > Math.log1p(clipRange) : Math.exp(logRatio) < 1 - clipRange;
  if (clipped && advantage !== 0)
    return { value: advantage * (advantage > 0 ? 1 + clipRange : 1 - clipRange), slope: 0, clipped: true };
  const ratio = Math.exp(logRatio);
  return {
    value: advantage === 0 ? 0 : ratio * advantage,
    slope: advantage === 0 ? 0 : ratio * advantage,
    clipped: false,
  };
}

export const sums = (rows: readonly (readonly number[])[]): number[] =>
  rows.map((row) => row.reduce((total, value) => total + value, 0));
