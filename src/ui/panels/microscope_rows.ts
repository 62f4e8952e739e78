// One prompt's samples under any method's rule: the weights alpha (eq. 6) and beta (eq. 12), and the coefficient that
// pushes each sample up or down. For BRAIn the coefficient is alpha - beta (eq. 13).
import type { MethodName, RunConfig } from '../../config/schema.ts';
import { objectives } from '../../objectives/index.ts';
import type { Microscope } from '../../worker/protocol.ts';

export interface MicroscopeRow {
  readonly sample: number;
  readonly text: string;
  readonly reward: number;
  readonly alpha: number;
  readonly beta: number;
  readonly push: number;
}

export type RowOrder = 'reward' | 'push';

export function microscopeRows(
  microscope: Microscope,
  method: MethodName,
  config: RunConfig,
): MicroscopeRow[] {
  const { coefficients } = objectives[method].rule(microscope, config);
  const beta = selfNormalised(microscope.logPolicy, microscope.logProposal);
  return microscope.texts.map((text, sample) => ({
    sample,
    text,
    reward: microscope.reward[sample],
    alpha: microscope.alpha[sample],
    beta: beta[sample],
    push: coefficients[sample],
  }));
}

export const sortedRows = (rows: readonly MicroscopeRow[], order: RowOrder): MicroscopeRow[] =>
  rows.toSorted((a, b) => b[order] - a[order] || a.sample - b.sample);

/** softmax_i(logPolicy_i - logProposal_i), eq. 12. */
function selfNormalised(logPolicy: readonly number[], logProposal: readonly number[]): number[] {
  const logits = logPolicy.map((value, i) => value - logProposal[i]);
  const largest = Math.max(...logits);
  const weights = logits.map((value) => Math.exp(value - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
