// GRPO (Shao et al. 2024, eqs. 3 and 4): A_i = (r_i - mean) / (std + 1e-4) over the prompt's samples, for every token
//   J = (1/n) sum_i (1/T_i) sum_t [ min(rho A_i, clip(rho) A_i) - beta k3_t ],   k3 = exp(p - l) - (p - l) - 1,
// with dk3/dl = 1 - exp(p - l). The standard deviation is the sample's (n - 1), as in TRL. Equal rewards: no
// advantage, the penalty alone. Where exp overflows, in rho or in k3, the group is refused (see finiteResult).
import { exp, expm1, minus, plus, times, within } from '../math/formula.ts';
import { mean, variance } from '../math/statistics.ts';
import { real } from '../settings/setting.ts';
import { checkGroup, finiteResult } from './checks.ts';
import { hues } from './hues.ts';
import { method } from './method.ts';
import { clipRange } from './shared_settings.ts';
import { checkedTokens, clippedSurrogate, sums } from './tokens.ts';

const STD_FLOOR = 1e-4;

function groupAdvantages(reward: readonly number[]): number[] {
  const centre = mean(reward);
  const deviation = Math.sqrt(variance(reward));
  return reward.map((r) => (r - centre) / (deviation + STD_FLOOR));
}

const LOG_RATIO = minus('logPolicy', 'logProposal');
/** Beyond every log-ratio, and finite in single precision: WGSL may assume that no infinity occurs. */
const FAR = 1e30;

export const grpo = method({
  label: 'GRPO',
  family: 'Policy gradient',
  settings: {
    clipRange,
    grpoKlCoefficient: {
      ...real(0, 10, 'linear'),
      default: 0.04,
      symbol: '\\beta',
      label: 'KL coefficient',
      live: true,
      explanation: "Weight of the k3 estimate of each token's divergence from the prior.",
      source: 'Shao et al. 2024, section 4.2: 0.04',
    },
  },
  hue: hues.brown,
  marker: 'cross',
  telling: 'tokenKl',
  search: { grpoKlCoefficient: { log: [0.04, 5] } },
  kinked: true,
  samplesFrom: 'policy',
  perToken: true,
  pushes: {
    formula: times(
      'share',
      plus(
        within(LOG_RATIO, 'lowest', 'highest', times(exp(LOG_RATIO), 'advantage')),
        times('beta', expm1(minus('logPrior', 'logPolicy'))),
      ),
    ),
    figures: ({ reward, tokens = [] }, { clipRange, grpoKlCoefficient }) => {
      const advantage = groupAdvantages(reward);
      return {
        advantage,
        beta: grpoKlCoefficient,
        // The log-ratios at which the clip lets a token be pushed; none without an advantage.
        lowest: advantage.map((a) => (a < 0 ? Math.max(-FAR, Math.log1p(-clipRange)) : a > 0 ? -FAR : FAR)),
        highest: advantage.map((a) => (a > 0 ? Math.log1p(clipRange) : FAR)),
        share: tokens.map(({ logPrior }) => 1 / (reward.length * logPrior.length)),
      };
    },
    tokenFigures: ({ tokens = [] }) => ({
      logPrior: tokens.map(({ logPrior }) => logPrior),
      logProposal: tokens.map(({ logProposal }) => logProposal),
    }),
  },
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
});
