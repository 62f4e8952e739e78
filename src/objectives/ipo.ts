// IPO (Azar et al. 2023, eq. 17): d = h_w - h_l, Loss = (d - 1 / (2 tau))^2. The original sums log-probs over tokens,
// TRL averages them; here the run's reduction decides.
import { METHOD_LABELS } from '../config/method_labels.ts';
import { checkGroup } from './checks.ts';
import type { Objective } from './objective.ts';
import { logRatios, pairwise, rankedPairs } from './pairs.ts';

export const ipo: Objective = {
  label: METHOD_LABELS.ipo,
  summary:
    'Pulls the margin between the chosen and the rejected response to a fixed width instead of widening it without end, so that it cannot run away on pairs that are always won.',
  equation:
    '-2 \\Bigl(d - \\frac{1}{2\\tau}\\Bigr) \\bigl(\\nabla_\\theta \\log q_\\theta(y_w \\mid x) - \\nabla_\\theta \\log q_\\theta(y_l \\mid x)\\bigr)',
  source: 'Azar et al. 2023, eq. 17',
  proposal: 'pairs',
  rule(group, { ipoTau }) {
    checkGroup(group);
    return pairwise({
      group,
      ranked: rankedPairs(group),
      quantity: logRatios(group),
      lossOf: (d) => {
        const error = d - 1 / (2 * ipoTau);
        return { loss: error * error, slope: 2 * error };
      },
    });
  },
};
