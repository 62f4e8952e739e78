// One prompt's samples under any method's rule: the weights alpha (eq. 6) and beta (eq. 12), and the coefficient that
// pushes each sample up or down. For BRAIn the coefficient is alpha - beta (eq. 13).
import type { MethodName } from '../../config/methods.ts';
import type { RunConfig } from '../../config/schema.ts';
import { objectives } from '../../objectives/index.ts';
import { betaWeights } from '../../objectives/weights.ts';
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
  const beta = betaWeights(microscope);
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
