// DPO (Rafailov et al. 2023, eq. 7) with label smoothing e (TRL): m = beta (h_w - h_l), h = log q_theta - log p,
//   Loss = -(1 - e) log sigmoid(m) - e log sigmoid(-m),   c_w = beta ((1 - e) sigmoid(-m) - e sigmoid(m)) = -c_l.
import { METHOD_LABELS } from '../config/method_labels.ts';
import { sigmoid, softplus } from '../math/log_space.ts';
import { checkGroup } from './checks.ts';
import type { CoefficientRule, Objective } from './objective.ts';
import { logRatios, type PairLoss, pairwise, rankedPairs } from './pairs.ts';

/** The loss of one margin d = h_w - h_l and its slope. */
export function logisticLoss(d: number, beta: number, smoothing = 0): PairLoss {
  const m = beta * d;
  return {
    loss: (1 - smoothing) * softplus(-m) + smoothing * softplus(m),
    slope: beta * (smoothing * sigmoid(m) - (1 - smoothing) * sigmoid(-m)),
  };
}

const rule: CoefficientRule = (group, { dpoBeta, labelSmoothing }) => {
  checkGroup(group);
  return pairwise({
    group,
    ranked: rankedPairs(group),
    quantity: logRatios(group),
    lossOf: (d) => logisticLoss(d, dpoBeta, labelSmoothing),
  });
};

const equation =
  '\\beta\\, \\sigma(-m)\\, \\bigl(\\nabla_\\theta \\log q_\\theta(y_w \\mid x) - \\nabla_\\theta \\log q_\\theta(y_l \\mid x)\\bigr)';

export const dpo: Objective = {
  label: METHOD_LABELS.dpo,
  summary:
    'Takes pairs that another policy wrote, and widens the margin by which the policy, measured against the prior, prefers the chosen response of each.',
  equation,
  source: 'Rafailov et al. 2023, eq. 7',
  proposal: 'preferences',
  rule,
};

/** DPO on pairs sampled from the prior and ranked by the reward (Pandey et al. 2024, section 5.2). */
export const dpoSft: Objective = {
  label: METHOD_LABELS['dpo-sft'],
  summary:
    'Pairs samples of the prior, and widens the margin by which the policy prefers the better one of each pair; by how much it is better plays no part.',
  equation,
  source: 'Rafailov et al. 2023, eq. 7; Pandey et al. 2024, section 5.2',
  proposal: 'prior',
  rule,
};
