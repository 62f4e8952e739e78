// BRAIn without a baseline (paper, eq. 7, Table 3): c_i = alpha_i, so every sample is pushed up, the bad ones less.
// Loss: -sum alpha_i l_i, alpha held constant.
import { METHOD_LABELS } from '../config/method_labels.ts';
import { checkGroup, finiteResult, hasNoUpdate, skippedGroup, weightedSum } from './checks.ts';
import type { Objective } from './objective.ts';
import { alphaOf, effectiveSampleSize } from './weights.ts';

export const brainWithoutBaseline: Objective = {
  label: METHOD_LABELS['brain-without-baseline'],
  summary: 'Pushes every sample up by its posterior weight; nothing is ever pushed down.',
  equation: '\\sum_i \\hat\\alpha_{y_i}\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x)',
  source: 'Pandey et al. 2024, eq. 7',
  proposal: 'policy',
  rule(group, { gamma }) {
    checkGroup(group);
    const alpha = alphaOf(group, gamma);
    if (hasNoUpdate(alpha, group.logPolicy)) return skippedGroup(alpha.length);
    return finiteResult({
      coefficients: [...alpha],
      loss: -weightedSum(alpha, group.logPolicy),
      diagnostics: { essAlpha: effectiveSampleSize(alpha), maxAlpha: Math.max(...alpha), skipped: 0 },
    });
  },
};
