// BRAIn without a baseline (paper, eq. 7, Table 3): c_i = alpha_i, so every sample is pushed up, the bad ones less.
// Loss: -sum alpha_i l_i, alpha held constant.
import { checkGroup, skippedGroup, weighted } from './checks.ts';
import type { Objective } from './objective.ts';
import { alphaOf, effectiveSampleSize } from './weights.ts';

export const brainWithoutBaseline: Objective = {
  label: 'BRAIn w/o baseline',
  summary: 'Pushes every sample up by its posterior weight; nothing is ever pushed down.',
  equation: '\\sum_i \\hat\\alpha_{y_i}\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x)',
  source: 'Pandey et al. 2024, eq. 7',
  proposal: 'policy',
  rule(group, { gamma }) {
    checkGroup(group);
    const alpha = alphaOf(group, gamma);
    if (alpha.some((a, i) => a > 0 && group.logPolicy[i] === Number.NEGATIVE_INFINITY))
      return skippedGroup(alpha.length);
    return {
      coefficients: [...alpha],
      loss: -alpha.reduce((sum, a, i) => sum + weighted(a, group.logPolicy[i]), 0),
      diagnostics: { essAlpha: effectiveSampleSize(alpha) },
    };
  },
};
