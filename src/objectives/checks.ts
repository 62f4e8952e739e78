// What every rule asks of its group before it computes.
import type { ObjectiveResult, SampleGroup } from './objective.ts';

const FIELDS = ['logPolicy', 'logPrior', 'logProposal', 'reward'] as const;

/** Throws with field, index and value on NaN or +Infinity, an infinite reward, unequal lengths, or fewer than two samples. */
export function checkGroup(group: SampleGroup): void {
  const n = group.reward.length;
  if (n < 2) throw new Error(`invalid group: ${n} samples (expected at least 2)`);
  for (const field of FIELDS) {
    const values = group[field];
    if (values.length !== n)
      throw new Error(`invalid ${field}: ${values.length} values (expected ${n}, as many as rewards)`);
    const bad = values.findIndex(
      (value) =>
        Number.isNaN(value) ||
        value === Number.POSITIVE_INFINITY ||
        (field === 'reward' && !Number.isFinite(value)),
    );
    if (bad >= 0)
      throw new Error(
        `invalid ${field}[${bad}]: ${values[bad]} (expected a finite number${field === 'reward' ? '' : ' or -Infinity'})`,
      );
  }
}

/** No sample can carry weight: nothing is learnt from the group, and it is counted. */
export function skippedGroup(n: number): ObjectiveResult {
  return { coefficients: new Array<number>(n).fill(0), loss: 0, diagnostics: { skipped: 1 } };
}

/** a * l, with 0 * -Infinity = 0. */
export function weighted(a: number, l: number): number {
  return a === 0 ? 0 : a * l;
}
