// BRAIn (paper, eqs. 6, 12, 13, 15, 20; Algorithm 1 line 17): c_i = alpha_i - beta_i.
// Loss: the self-normalised KL sum_i alpha_i log(alpha_i / beta_i), whose exact gradient this is (Theorem 4.2).
import { checkGroup, skippedGroup } from './checks.ts';
import type { Objective } from './objective.ts';
import { alphaOf, betaWeights, effectiveSampleSize, selfNormalisedKl } from './weights.ts';

export const brain: Objective = {
  label: 'BRAIn',
  summary:
    'Pushes each sample by how much more weight it has under the posterior than under the policy; both are normalised over the same samples, so the pushes sum to zero.',
  equation:
    '\\sum_i (\\hat\\alpha_{y_i} - \\hat\\beta_{y_i})\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x)',
  source: 'Pandey et al. 2024, eq. 13',
  proposal: 'policy',
  rule(group, { gamma }) {
    checkGroup(group);
    const alpha = alphaOf(group, gamma);
    const beta = betaWeights(group);
    const impossible = alpha.some((a, i) => a > 0 && beta[i] === 0);
    if (impossible || alpha.every((a) => a === 0)) return skippedGroup(alpha.length);
    const loss = selfNormalisedKl(alpha, beta);
    return {
      coefficients: alpha.map((a, i) => a - beta[i]),
      loss,
      diagnostics: {
        essAlpha: effectiveSampleSize(alpha),
        essBeta: effectiveSampleSize(beta),
        largestAlpha: Math.max(...alpha),
      },
    };
  },
};
