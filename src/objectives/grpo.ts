// GRPO (Shao et al. 2024, eqs. 3 and 4): A_i = (r_i - mean) / (std + 1e-4) over the prompt's samples, for every token
//   J = (1/n) sum_i (1/T_i) sum_t [ min(rho A_i, clip(rho) A_i) - beta k3_t ],   k3 = exp(p - l) - (p - l) - 1,
// with dk3/dl = 1 - exp(p - l). The standard deviation is the sample's (n - 1), as in TRL. Equal rewards: no
// advantage, the penalty alone. Where exp overflows, in rho or in k3, the group is refused (see finiteResult).
import { METHOD_LABELS } from '../config/method_labels.ts';
import { mean, variance } from '../math/statistics.ts';
import { checkGroup, finiteResult } from './checks.ts';
import type { Objective } from './objective.ts';
import { checkedTokens, clippedSurrogate, sums } from './tokens.ts';

const STD_FLOOR = 1e-4;

function groupAdvantages(reward: readonly number[]): number[] {
  const centre = mean(reward);
  const deviation = Math.sqrt(variance(reward));
  return reward.map((r) => (r - centre) / (deviation + STD_FLOOR));
}

export const grpo: Objective = {
  label: METHOD_LABELS.grpo,
  summary:
    'Standardises the rewards of a prompt’s samples into advantages and takes PPO’s clipped step on each token, with a penalty for leaving the prior in place of a value head.',
  equation:
    '\\frac{1}{n} \\sum_i \\frac{1}{T_i} \\sum_t \\bigl(\\rho_{it} A_i \\mathbf{1}[\\text{not clipped}] + \\beta (e^{p_{it} - l_{it}} - 1)\\bigr) \\nabla_\\theta \\log q_\\theta(y_{it} \\mid x, y_{i<t})',
  source: 'Shao et al. 2024, eqs. 3 and 4',
  proposal: 'policy',
  perToken: true,
  rule(group, { clipRange, grpoKlCoefficient: beta }) {
    checkGroup(group);
    const tokens = checkedTokens(group);
    const n = tokens.length;
    const advantages = groupAdvantages(group.reward);
    let objective = 0;
    let penalty = 0;
    let clippedShare = 0;
    const tokenCoefficients = tokens.map(({ logPolicy, logPrior, logProposal }, i) => {
      const share = 1 / (n * logPolicy.length);
      return logPolicy.map((l, t) => {
        const surrogate = clippedSurrogate(l - logProposal[t], advantages[i], clipRange);
        const towardsPrior = Math.expm1(logPrior[t] - l);
        const k3 = towardsPrior - (logPrior[t] - l);
        objective += share * (surrogate.value - beta * k3);
        penalty += share * k3;
        if (surrogate.clipped) clippedShare += share;
        return share * (surrogate.slope + beta * towardsPrior);
      });
    });
    return finiteResult({
      coefficients: sums(tokenCoefficients),
      tokenCoefficients,
      loss: -objective,
      diagnostics: {
        clipFraction: clippedShare,
        tokenKl: penalty,
        rewardSpread: Math.sqrt(mean(group.reward.map((r) => (r - mean(group.reward)) ** 2))),
        skipped: 0,
      },
    });
  },
};
