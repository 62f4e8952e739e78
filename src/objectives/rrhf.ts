// RRHF (Yuan et al. 2023, eqs. 2-4): with m the mean token log-prob of each response,
//   Loss = sum over r_i < r_j of max(0, m_i - m_j) - log q_theta(y_best), summed as in the paper.
import { METHOD_LABELS } from '../config/method_labels.ts';
import { checkGroup, finiteResult, skippedGroup } from './checks.ts';
import { checkedTokenCount, meanLogProbs } from './lengths.ts';
import type { Objective } from './objective.ts';

export const rrhf: Objective = {
  label: METHOD_LABELS.rrhf,
  summary:
    'Ranks the policy’s own average log-probs as the rewards rank the responses: wherever a worse response is likelier than a better one, it trades the two; and it fine-tunes on the best.',
  equation:
    '\\sum_{r_i < r_j} \\mathbf{1}[m_i > m_j]\\, (\\nabla_\\theta m_j - \\nabla_\\theta m_i) + \\nabla_\\theta \\log q_\\theta(y_{\\mathrm{best}} \\mid x)',
  source: 'Yuan et al. 2023, eqs. 2-4',
  proposal: 'prior',
  rule(group, settings) {
    checkGroup(group);
    const { reward, logPolicy } = group;
    const tokenCount = checkedTokenCount(group);
    const { meanLogProb: m, slope } = meanLogProbs(group, settings);
    const best = reward.indexOf(reward.reduce((a, b) => Math.max(a, b)));
    if (reward.every((r) => r === reward[0]) || !Number.isFinite(logPolicy[best]))
      return skippedGroup(reward.length);
    const coefficients = reward.map(() => 0);
    let rankLoss = 0;
    let ranked = 0;
    let violations = 0;
    for (let i = 0; i < reward.length; i++) {
      for (let j = 0; j < reward.length; j++) {
        if (reward[i] >= reward[j] || !Number.isFinite(m[i]) || !Number.isFinite(m[j])) continue;
        ranked++;
        if (m[i] <= m[j]) continue;
        violations++;
        rankLoss += m[i] - m[j];
        coefficients[i] -= slope[i];
        coefficients[j] += slope[j];
      }
    }
    // The likelihood term is the sum over tokens, so an averaged log-prob is multiplied by its length.
    const length = settings.logProbReduction === 'mean' ? tokenCount[best] : 1;
    coefficients[best] += length;
    return finiteResult({
      coefficients,
      loss: rankLoss - length * logPolicy[best],
      diagnostics: {
        rankLoss,
        rankAccuracy: ranked === 0 ? 1 : 1 - violations / ranked,
        bestLogProb: length * logPolicy[best],
        skipped: 0,
      },
    });
  },
};
