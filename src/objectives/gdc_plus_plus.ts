// GDC++ (Korbak et al. 2022; paper, eq. 8): GDC with the baseline Z q / q', that is
// c_i = (1/n) (w_i - q(y_i) / q'(y_i)), w_i = P(y_i) / (Z q'(y_i)) held constant.
// Loss: (1/n) sum_i (exp(l_i - s_i) - w_i l_i). Clipped weights on both sides are counted.
import { METHOD_LABELS } from '../config/method_labels.ts';
import { clippedExp, logDifference } from '../math/log_space.ts';
import { checkGroup, finiteResult, hasNoUpdate, skippedGroup, weightedSum } from './checks.ts';
import type { Objective } from './objective.ts';
import { targetWeights } from './target.ts';

export const gdcPlusPlus: Objective = {
  label: METHOD_LABELS['gdc++'],
  summary:
    "GDC with a baseline: the policy's own importance weight is subtracted from the target's, neither normalised over the samples.",
  equation:
    "\\frac{1}{n} \\sum_i \\frac{P(y_i \\mid x) - Z\\, q_\\theta(y_i \\mid x)}{Z\\, q'(y_i \\mid x)} \\nabla_\\theta \\log q_\\theta(y_i \\mid x)",
  source: 'Korbak et al. 2022; Pandey et al. 2024, eq. 8',
  proposal: 'gated',
  rule(group, { gamma, exponentClip }) {
    checkGroup(group);
    const n = group.reward.length;
    const { weights, clipped, logPartition } = targetWeights(group, gamma, exponentClip);
    if (hasNoUpdate(weights, group.logPolicy)) return skippedGroup(n);
    const ratios = group.logPolicy.map((l, i) =>
      clippedExp(logDifference(l, group.logProposal[i]), exponentClip),
    );
    return finiteResult({
      coefficients: weights.map((w, i) => (w - ratios[i].slope) / n),
      loss: (ratios.reduce((sum, { value }) => sum + value, 0) - weightedSum(weights, group.logPolicy)) / n,
      diagnostics: {
        logPartition,
        largestWeight: Math.max(...weights, ...ratios.map(({ slope }) => slope)),
        clippedWeights: clipped + ratios.filter(({ clipped: over }) => over).length,
        skipped: 0,
      },
    });
  },
};
