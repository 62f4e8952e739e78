// BRAIn without self-normalisation of the baseline (paper, section 7.3, Table 3): c_i = alpha_i - (1/n) q(y_i) / q'(y_i).
// Loss: -sum alpha_i l_i + (1/n) sum exp(l_i - s_i). The exponent is clipped from above and clips are counted; beyond
// the clip the loss goes on linearly, so that the coefficient stays its exact slope.
import { checkGroup, skippedGroup, weighted } from './checks.ts';
import type { Objective } from './objective.ts';
import { alphaOf, logDifference } from './weights.ts';

/** exp below the clip, its tangent above: value and slope. */
export function clippedExp(x: number, clip: number): { value: number; slope: number; clipped: boolean } {
  if (x <= clip) return { value: Math.exp(x), slope: Math.exp(x), clipped: false };
  return { value: Math.exp(clip) * (1 + x - clip), slope: Math.exp(clip), clipped: true };
}

export const brainWithoutSelfNormalisation: Objective = {
  label: 'BRAIn w/o self-normalisation',
  summary:
    'Subtracts the plain importance weight of the policy instead of the self-normalised one: the same as BRAIn right after the proposal is refreshed, noisier as the policy drifts from it.',
  equation:
    "\\sum_i \\Bigl(\\hat\\alpha_{y_i} - \\tfrac{1}{n}\\tfrac{q_\\theta(y_i \\mid x)}{q'(y_i \\mid x)}\\Bigr) \\nabla_\\theta \\log q_\\theta(y_i \\mid x)",
  source: 'Pandey et al. 2024, section 7.3, Table 3',
  proposal: 'policy',
  rule(group, { gamma, exponentClip }) {
    checkGroup(group);
    const n = group.reward.length;
    const alpha = alphaOf(group, gamma);
    if (alpha.some((a, i) => a > 0 && group.logPolicy[i] === Number.NEGATIVE_INFINITY))
      return skippedGroup(n);
    const ratios = group.logPolicy.map((l, i) =>
      clippedExp(logDifference(l, group.logProposal[i]), exponentClip),
    );
    return {
      coefficients: alpha.map((a, i) => a - ratios[i].slope / n),
      loss: ratios.reduce((sum, { value }, i) => sum - weighted(alpha[i], group.logPolicy[i]) + value / n, 0),
      diagnostics: {
        clippedWeights: ratios.filter(({ clipped }) => clipped).length,
        largestWeight: Math.max(...ratios.map(({ slope }) => slope)),
      },
    };
  },
};
