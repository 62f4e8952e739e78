// BRAIn (paper, eqs. 6, 12, 13, 15, 20; Algorithm 1 line 17): c_i = alpha_i - beta_i, alpha held constant.
// Loss: the self-normalised KL sum_i alpha_i log(alpha_i / beta_i), whose exact gradient this is (Theorem 4.2).
import { METHOD_LABELS } from '../config/method_labels.ts';
import { checkGroup, finiteResult, hasNoUpdate, skippedGroup } from './checks.ts';
import type { Objective } from './objective.ts';
import { alphaOf, effectiveSampleSize, logBetaWeights, selfNormalisedKl } from './weights.ts';

export const brain: Objective = {
  label: METHOD_LABELS.brain,
  summary:
    'Pushes each sample by how much more weight it has under the posterior than under the policy; both are normalised over the same samples, so the pushes sum to zero.',
  equation:
    '\\sum_i (\\hat\\alpha_{y_i} - \\hat\\beta_{y_i})\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x)',
  source: 'Pandey et al. 2024, eq. 13',
  proposal: 'policy',
  rule(group, { gamma }) {
    checkGroup(group);
    const alpha = alphaOf(group, gamma);
    if (hasNoUpdate(alpha, group.logPolicy)) return skippedGroup(alpha.length);
    const logBeta = logBetaWeights(group);
    const beta = logBeta.map(Math.exp);
    const loss = selfNormalisedKl(alpha, logBeta);
    return finiteResult({
      coefficients: alpha.map((a, i) => a - beta[i]),
      loss,
      diagnostics: {
        selfNormalisedKl: loss,
        essAlpha: effectiveSampleSize(alpha),
        essBeta: effectiveSampleSize(beta),
        maxAlpha: Math.max(...alpha),
        skipped: 0,
      },
    });
  },
};
