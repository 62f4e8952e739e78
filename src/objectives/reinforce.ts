// REINFORCE with a KL penalty (Williams 1992; Ziegler et al. 2019 for the penalty): c_i = (R_i - b) / n with the
// penalised reward R = r - gamma (l - p) and a running mean b of it, both held constant.
import { over, plus, times, total as totalOf } from '../math/formula.ts';
import { sum } from '../math/statistics.ts';
import { hues } from './hues.ts';
import { method } from './method.ts';
import { advantageRule, PENALISED_REWARD } from './policy_gradient.ts';

export const reinforce = method({
  label: 'REINFORCE with KL',
  family: 'Policy gradient',
  settings: {},
  hue: hues.brown,
  marker: 'square',
  telling: 'penalisedReward',
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
