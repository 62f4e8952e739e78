// GDC++ (Korbak et al. 2022; paper, eq. 8): GDC with the baseline Z q / q', that is
// c_i = (1/n) (P(y_i) / (Z q'(y_i)) - q(y_i) / q'(y_i)). Loss: -sum w_i l_i / n + (1/n) sum exp(l_i - s_i).
import { clippedExp } from './brain_without_self_normalisation.ts';
import { checkGroup, skippedGroup, weighted } from './checks.ts';
import type { Objective } from './objective.ts';
import { targetWeights } from './target.ts';
import { logDifference } from './weights.ts';

export const gdcPlusPlus: Objective = {
  label: 'GDC++',
  summary:
    "GDC with a baseline: the policy's own importance weight is subtracted from the target's, neither normalised over the samples.",
  equation:
    "\\frac{1}{n} \\sum_i \\frac{P(y_i \\mid x) - Z\\, q_\\theta(y_i \\mid x)}{Z\\, q'(y_i \\mid x)} \\nabla_\\theta \\log q_\\theta(y_i \\mid x)",
  source: 'Korbak et al. 2022; paper, eq. 8',
  proposal: 'gated',
  rule(group, { gamma, exponentClip }) {
    checkGroup(group);
    const n = group.reward.length;
    const target = targetWeights(group, gamma, exponentClip);
    if (!target || target.weights.some((w, i) => w > 0 && group.logPolicy[i] === Number.NEGATIVE_INFINITY))
      return skippedGroup(n);
    const ratios = group.logPolicy.map((l, i) =>
      clippedExp(logDifference(l, group.logProposal[i]), exponentClip),
    );
    return {
      coefficients: target.weights.map((w, i) => (w - ratios[i].slope) / n),
      loss: target.weights.reduce(
        (sum, w, i) => sum + (ratios[i].value - weighted(w, group.logPolicy[i])) / n,
        0,
      ),
      diagnostics: {
        logPartition: target.logPartition,
        largestWeight: Math.max(...target.weights),
        clippedWeights: target.clipped + ratios.filter(({ clipped }) => clipped).length,
      },
    };
  },
};
