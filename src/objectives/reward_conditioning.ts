// Reward conditioning (Lu et al. 2022, eq. 2; Korbak et al. 2023): every sample is tagged with a control token by its
// reward and learnt by maximum likelihood given its tag, l_i = log q_theta(y_i | tag_i, x); sampling asks for the best
// tag. Quark's KL to the prior is estimated on the samples, w = softmax(log p - log q'):
//   Loss = -(1/n) sum l_i - beta sum w_i (l_i - p_i),   c_i = 1/n + beta w_i.
import { METHOD_LABELS } from '../config/method_labels.ts';
import { logDifference, softmax } from '../math/log_space.ts';
import { checkGroup, finiteResult, hasNoUpdate, skippedGroup, weightedSum } from './checks.ts';
import type { Objective } from './objective.ts';

export const rewardConditioning: Objective = {
  label: METHOD_LABELS['reward-conditioning'],
  summary:
    'Learns all samples by plain maximum likelihood, each behind a control token that says how good it was, and then asks for the best kind.',
  equation:
    '\\sum_i \\Bigl(\\frac{1}{n} + \\beta \\hat w_i\\Bigr) \\nabla_\\theta \\log q_\\theta(y_i \\mid \\mathrm{tag}(r_i), x)',
  source: 'Lu et al. 2022, eq. 2; Korbak et al. 2023, section 2',
  proposal: 'policy',
  rule(group, { conditionKl }) {
    checkGroup(group);
    const n = group.reward.length;
    const toPrior = softmax(group.logPrior.map((p, i) => logDifference(p, group.logProposal[i])));
    const coefficients = toPrior.map((w) => 1 / n + conditionKl * w);
    if (hasNoUpdate(coefficients, group.logPolicy)) return skippedGroup(n);
    const reference = weightedSum(toPrior, group.logPrior);
    const negativeLogLikelihood = -group.logPolicy.reduce((sum, l) => sum + l, 0) / n;
    const klToPrior = reference - weightedSum(toPrior, group.logPolicy);
    return finiteResult({
      coefficients,
      loss: negativeLogLikelihood + conditionKl * klToPrior,
      diagnostics: { negativeLogLikelihood, klToPrior, skipped: 0 },
    });
  },
};
