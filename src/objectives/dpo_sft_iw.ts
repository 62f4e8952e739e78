// DPO-sft+IW (paper, section 7.4, eq. 21): BRAIn on pairs of prior samples. In a pair (a, b), with d = h_a - h_b,
//   alpha_a = sigmoid((r_a - r_b) / gamma),  beta_a = sigmoid(d),  Loss = KL(alpha || beta),  c_a = alpha_a - beta_a.
// The argmax of DPO-sft has become a softmax, so a tie is a pair like any other.
import { METHOD_LABELS } from '../config/method_labels.ts';
import { sigmoid, softplus } from '../math/log_space.ts';
import { checkGroup } from './checks.ts';
import type { Objective } from './objective.ts';
import { logRatios, pairsInOrder, pairwise } from './pairs.ts';

/** a log a with 0 log 0 = 0. */
const entropyTerm = (a: number) => (a === 0 ? 0 : a * Math.log(a));

export const dpoSftIw: Objective = {
  label: METHOD_LABELS['dpo-sft-iw'],
  summary:
    'DPO-sft with importance weights: within each pair the target is not “the better one” but how much better it is, a softmax of the two rewards.',
  equation:
    "\\sum_{i \\in \\{w, l\\}} (\\hat\\alpha_{y_i} - \\hat\\beta_{y_i})\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x), \\quad q' = p,\\; n = 2",
  source: 'Pandey et al. 2024, section 7.4 and eq. 21',
  proposal: 'prior',
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
};
