// RRHF (Yuan et al. 2023, eqs. 2-4): with m the mean token log-prob of each response,
//   Loss = sum over r_i < r_j of max(0, m_i - m_j) - log q_theta(y_best), summed as in the paper.
import { checkGroup, finiteResult, skippedGroup } from './checks.ts';
import { hues } from './hues.ts';
import { checkedTokenCount, meanLogProbs } from './lengths.ts';
import { method } from './method.ts';

export const rrhf = method({
  label: 'RRHF',
  family: 'Labels and ranks',
  settings: {},
  hue: hues.magenta,
  marker: 'triangle',
  telling: 'rankAccuracy',
  kinked: true,
  learnsWithoutPrior: true,
  samplesFrom: 'prior',
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
});
