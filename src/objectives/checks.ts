// What every rule asks of its group before it computes, so that no figure that is not a number reaches the optimiser.
import type { RuleInput } from './group.ts';
import type { RuleResult } from './method.ts';

const FIELDS = ['logPolicy', 'logPrior', 'logProposal', 'reward', 'alpha'] as const;
/** What may also be log 0. The proposal drew every sample, so it can't have given one probability 0. */
const MAY_BE_LOG_ZERO: readonly string[] = ['logPolicy', 'logPrior'];

/** The figures of a group can't be weighed; the step is skipped and counted, nothing is learnt from them. */
export class InvalidGroupError extends Error {
  override readonly name = 'InvalidGroupError';
}

/** Throws with field, index and value on NaN and infinities, on unequal lengths, and on fewer than two samples. */
export function checkGroup(group: RuleInput): void {
  const n = group.reward.length;
  if (n < 2) throw new InvalidGroupError(`invalid group: ${n} samples (expected at least 2)`);
  for (const field of FIELDS) {
    const values = group[field];
    if (values === undefined) continue;
    if (values.length !== n) {
      throw new InvalidGroupError(
        `invalid ${field}: ${values.length} values (expected ${n}, as many as rewards)`,
      );
    }
    const mayBeLogZero = MAY_BE_LOG_ZERO.includes(field);
    const bad = values.findIndex(
      (value) => !Number.isFinite(value) && !(mayBeLogZero && value === Number.NEGATIVE_INFINITY),
    );
    if (bad < 0) continue;
    const expected = mayBeLogZero ? 'a finite number or -Infinity' : 'a finite number';
    throw new InvalidGroupError(`invalid ${field}[${bad}]: ${values[bad]} (expected ${expected})`);
  }
}

/** Nothing can be learnt from the group: no sample has weight, or one that has can't be produced by the policy. */
export function hasNoUpdate(weights: readonly number[], logPolicy: readonly number[]): boolean {
  return (
    weights.every((weight) => weight === 0) ||
    weights.some((weight, i) => weight > 0 && logPolicy[i] === Number.NEGATIVE_INFINITY)
  );
}

/** A group that is passed over and counted. */
export function skippedGroup(n: number): RuleResult {
  return { coefficients: new Array<number>(n).fill(0), loss: 0, diagnostics: { skipped: 1 } };
}

/** Throws where a figure has left the numbers: nothing is learnt from a group that is so far off. */
export function finiteResult(result: RuleResult): RuleResult {
  const { loss, coefficients, tokenCoefficients = [], valueCoefficients = [] } = result;
  if (!Number.isFinite(loss)) throw new InvalidGroupError(`invalid loss: ${loss} (expected a finite number)`);
  for (const values of [coefficients, ...tokenCoefficients, ...valueCoefficients]) {
    const bad = values.find((value) => !Number.isFinite(value));
    if (bad !== undefined)
      throw new InvalidGroupError(`invalid coefficient: ${bad} (expected a finite number)`);
  }
  return result;
}

/** sum_i w_i l_i with 0 * -Infinity = 0. */
export function weightedSum(weights: readonly number[], logPolicy: readonly number[]): number {
  return weights.reduce((sum, weight, i) => (weight === 0 ? sum : sum + weight * logPolicy[i]), 0);
}
