// DPO-sft+IW (paper, section 7.4, eq. 21): BRAIn on pairs of prior samples. In a pair (a, b), with d = h_a - h_b,
//   alpha_a = sigmoid((r_a - r_b) / gamma),  beta_a = sigmoid(d),  Loss = KL(alpha || beta),  c_a = alpha_a - beta_a.
// The argmax of DPO-sft has become a softmax, so a tie is a pair like any other.
import { logistic, minus, over, times } from '../math/formula.ts';
import { sigmoid, softplus } from '../math/log_space.ts';
import { checkGroup } from './checks.ts';
import { hues } from './hues.ts';
import { method } from './method.ts';
import { logRatios, PAIR_MARGIN, pairFigures, pairsInOrder, pairwise } from './pairs.ts';

/** a log a with 0 log 0 = 0. */
const entropyTerm = (a: number) => (a === 0 ? 0 : a * Math.log(a));

export const dpoSftIw = method({
  label: 'DPO-sft+IW',
  family: 'Distribution matching',
  settings: {},
  hue: hues.teal,
  marker: 'square',
  telling: 'chosenLogProb',
  paired: true,
  samplesFrom: 'prior',
  pushes: {
    // On the side of the winner alpha_w - beta_w, on the loser's the same with the other sign.
    formula: over(times('side', minus('winnerAlpha', logistic(PAIR_MARGIN))), 'pairs'),
    figures: (group, { gamma }) => {
      const { reward } = group;
      const pairs = pairsInOrder(reward);
      const winnerAlpha = reward.map(() => 0);
      for (const { winner, loser } of pairs)
        winnerAlpha[winner] = winnerAlpha[loser] = sigmoid((reward[winner] - reward[loser]) / gamma);
      return pairFigures(group, pairs, { winnerAlpha });
    },
  },
  rule(group, { gamma }) {
    checkGroup(group);
    const { reward } = group;
    return pairwise({
      group,
      ranked: { pairs: group.pairs ?? pairsInOrder(reward), ties: 0 },
      quantity: logRatios(group),
      lossOf: (d, { winner, loser }) => {
        const alpha = sigmoid((reward[winner] - reward[loser]) / gamma);
        const loss =
          entropyTerm(alpha) + entropyTerm(1 - alpha) + alpha * softplus(-d) + (1 - alpha) * softplus(d);
        return { loss, slope: sigmoid(d) - alpha };
      },
    });
  },
});
