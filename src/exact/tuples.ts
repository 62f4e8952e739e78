// All ordered n-tuples of K outcomes, and a tuple as a group for a coefficient rule.
import { sum } from '../math/statistics.ts';
import type { RuleInput } from '../objectives/group.ts';
import type { TableWorld } from './world.ts';

/** Calls `visit` with each tuple; the array is reused. */
export function forEachTuple(size: number, n: number, visit: (tuple: readonly number[]) => void): void {
  const tuple = new Array<number>(n).fill(0);
  for (let code = 0; code < size ** n; code++) {
    let rest = code;
    for (let k = 0; k < n; k++) {
      tuple[k] = rest % size;
      rest = Math.floor(rest / size);
    }
    visit(tuple);
  }
}

export const tupleMass = (logProbs: Float64Array, tuple: readonly number[]): number =>
  Math.exp(tuple.reduce((sum, i) => sum + logProbs[i], 0));

export function tupleGroup(
  { logPolicy, logPrior, logProposal, reward }: Omit<TableWorld, 'logits' | 'tokenCount'>,
  tuple: readonly number[],
): RuleInput {
  const of = (values: Float64Array) => tuple.map((i) => values[i]);
  return {
    logPolicy: of(logPolicy),
    logPrior: of(logPrior),
    logProposal: of(logProposal),
    reward: of(reward),
  };
}

/**
 * Adds mass * sum_k c_k grad log q(y_k) to `into`, [K]. The gradient of log q(y) with respect to a softmax policy's logits
 * is one-hot(y) - q.
 */
export function addUpdate(
  into: Float64Array,
  logPolicy: Float64Array,
  tuple: readonly number[],
  coefficients: readonly number[],
  mass: number,
): void {
  const total = sum(coefficients);
  tuple.forEach((i, k) => {
    into[i] += mass * coefficients[k];
  });
  for (let i = 0; i < into.length; i++) into[i] -= mass * total * Math.exp(logPolicy[i]);
}
