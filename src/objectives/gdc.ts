// GDC / DPG (Parshakova et al. 2019; Khalifa et al. 2021, Algorithm 1): c_i = (1/n) P(y_i) / (Z q'(y_i)), with the
// unnormalised target P = p exp(r / gamma) and a running estimate of Z. Loss: -sum c_i l_i, weights held constant.
import { METHOD_LABELS } from '../config/method_labels.ts';
import { checkGroup, finiteResult, hasNoUpdate, skippedGroup, weightedSum } from './checks.ts';
import type { Objective } from './objective.ts';
import { targetWeights } from './target.ts';

export const gdc: Objective = {
  label: METHOD_LABELS.gdc,
  summary:
    'Weighs each sample by how much likelier it is under the target than under the proposal, with no baseline; the proposal moves only when a divergence gate says the policy is closer.',
  equation:
    "\\frac{1}{n} \\sum_i \\frac{P(y_i \\mid x)}{Z\\, q'(y_i \\mid x)} \\nabla_\\theta \\log q_\\theta(y_i \\mid x)",
  source: 'Khalifa et al. 2021, Algorithm 1',
  proposal: 'gated',
  rule(group, { gamma, exponentClip }) {
    checkGroup(group);
    const n = group.reward.length;
    const { weights, clipped, logPartition } = targetWeights(group, gamma, exponentClip);
    if (hasNoUpdate(weights, group.logPolicy)) return skippedGroup(n);
    const coefficients = weights.map((w) => w / n);
    return finiteResult({
      coefficients,
      loss: -weightedSum(coefficients, group.logPolicy),
      diagnostics: {
        logPartition,
        largestWeight: Math.max(...weights),
        clippedWeights: clipped,
        skipped: 0,
      },
    });
  },
};
