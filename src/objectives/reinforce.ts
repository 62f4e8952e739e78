// REINFORCE with a KL penalty (Williams 1992; Ziegler et al. 2019 for the penalty): c_i = (R_i - b) / n with the
// penalised reward R = r - gamma (l - p) and a running mean b of it, both held constant.
import { over, plus, times, total as totalOf } from '../math/formula.ts';
import { sum } from '../math/statistics.ts';
import { hues } from './hues.ts';
import { method } from './method.ts';
import { advantageRule, PENALISED_REWARD } from './policy_gradient.ts';
import { PENALISED } from './terms.ts';

export const reinforce = method({
  label: 'REINFORCE with KL',
  family: 'Policy gradient',
  summary:
    'Pushes each of the policy’s own samples by how much its reward, less the price of leaving the prior, beats a running average.',
  equation:
    '\\frac{1}{n} \\sum_i (R_i - b)\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x), \\quad R_i = r_i - \\gamma \\log \\tfrac{q_\\theta(y_i)}{p(y_i)}',
  source: 'Williams 1992; Ziegler et al. 2019, eq. 2',
  paragraph:
    'The plain policy gradient. Each of the policy’s own samples is pushed by its reward, less γ times its log-ratio to the prior, less a running average of that. It is an unbiased step towards the same posterior BRAIn aims at, as long as the samples are really the policy’s own; with many steps on one round they no longer are.',
  terms: [
    PENALISED,
    { tex: 'b', meaning: 'running average', figure: 'diagnostics.rewardBaseline' },
    { tex: 'R_i - b', meaning: 'the push, and its noise', figure: 'diagnostics.advantageSpread' },
  ],
  settings: {},
  hue: hues.brown,
  marker: 'square',
  telling: 'penalisedReward',
  elsewhere: 'The baseline is the mean of these samples here; in a run of its own it is a running mean.',
  holdsPolicy: true,
  samplesFrom: 'policy',
  carry() {
    let total = 0;
    let count = 0;
    return {
      weigh(groups, { gamma }) {
        for (const { reward, logProposal, logPrior } of groups) {
          total += sum(reward.map((r, i) => r - gamma * (logProposal[i] - logPrior[i])));
          count += reward.length;
        }
        return groups;
      },
      figures: () => (count === 0 ? {} : { rewardBaseline: total / count }),
      save: () => ({ total, count }),
      load(state) {
        total = state.total as number;
        count = state.count as number;
      },
    };
  },
  ...advantageRule(plus('runningBaseline', times('ownBaseline', over(totalOf(PENALISED_REWARD), 'n')))),
});
