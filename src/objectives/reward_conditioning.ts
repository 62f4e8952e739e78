// Reward conditioning (Lu et al. 2022, eq. 2; Korbak et al. 2023): every sample is tagged with a control token by its
// reward and learnt by maximum likelihood given its tag, l_i = log q_theta(y_i | tag_i, x); sampling asks for the best
// tag. Quark's KL to the prior is estimated on the samples, w = softmax(log p - log q'):
//   Loss = -(1/n) sum l_i - beta sum w_i (l_i - p_i),   c_i = 1/n + beta w_i.
import { logDifference, softmax } from '../math/log_space.ts';
import { withControlTokens } from '../model/extend.ts';
import { choice, integer, real } from '../settings/setting.ts';
import { checkGroup, finiteResult, hasNoUpdate, skippedGroup, weightedSum } from './checks.ts';
import { hues } from './hues.ts';
import { method } from './method.ts';
import { binCount, RewardBins } from './reward_bins.ts';
import { rewardThreshold } from './shared_settings.ts';

export const rewardConditioning = method({
  label: 'Reward conditioning',
  family: 'Labels and ranks',
  settings: {
    rewardThreshold,
    conditionTags: {
      ...choice(['quantile', 'threshold'], 'quantile'),
      label: 'Tags by',
      live: false,
      explanation: 'Quantiles of all rewards so far (Quark), or one threshold (conditional training).',
      source: 'Lu et al. 2022, section 2; Korbak et al. 2023, section 2',
    },
    conditionBins: {
      ...integer(2, 8),
      default: 5,
      label: 'Reward bins',
      unit: 'bins',
      live: false,
      explanation: 'Control tokens, one for each quantile of the reward; sampling asks for the best one.',
      source: 'Lu et al. 2022, section 3: 5',
    },
    conditionKl: {
      ...real(0, 10, 'linear'),
      default: 0.05,
      symbol: '\\beta',
      label: 'KL to the prior',
      live: true,
      explanation: 'Weight of KL(prior, policy), estimated on the samples by importance weights.',
      source: 'Lu et al. 2022, eq. 2: 0.05',
    },
  },
  hue: hues.magenta,
  marker: 'cross',
  telling: 'negativeLogLikelihood',
  search: {
    conditionBins: { options: [3, 5, 8] },
    conditionKl: { linear: [0, 3] },
    replayRounds: { options: [0, 4] },
  },
  learnsWithoutPrior: true,
  samplesFrom: 'policy',
  extend: (prior, bos, config) => withControlTokens(prior, binCount(config), bos),
  carry({ vocabSize }, config) {
    const bins = new RewardBins(config);
    const tagged = (prompt: readonly number[], bin: number) => [vocabSize + bin, ...prompt.slice(1)];
    return {
      weigh(groups) {
        bins.add(groups.flatMap(({ reward }) => reward));
        return groups;
      },
      askedWith: (prompt) => tagged(prompt, bins.best),
      trainedBehind: (prompt, reward, { rewardThreshold }) =>
        tagged(prompt, bins.binOf(reward, rewardThreshold)),
      save: () => ({ rewards: bins.save() }),
      load({ rewards }) {
        bins.load(rewards as readonly number[]);
      },
    };
  },
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
});
