// RSO's losses (Liu et al. 2023, section 3) on pairs of the samples that statistical rejection accepted, d = h_w - h_l:
//   sigmoid-norm: -log sigmoid(gamma d)      hinge-norm: max(0, 1 - gamma d)
// The hinge is often miscalled SLiC; SLiC has no prior in its margin and a likelihood term.
import { METHOD_LABELS } from '../config/method_labels.ts';
import { checkGroup } from './checks.ts';
import { logisticLoss } from './dpo.ts';
import type { Objective } from './objective.ts';
import { logRatios, pairwise, rankedPairs } from './pairs.ts';

export const rso: Objective = {
  label: METHOD_LABELS.rso,
  summary:
    'Draws many candidates from the prior, accepts the good ones by rejection sampling as if from the posterior, and then prefers the better one of each accepted pair.',
  equation:
    '\\gamma\\, \\sigma(-\\gamma d)\\, \\bigl(\\nabla_\\theta \\log q_\\theta(y_w \\mid x) - \\nabla_\\theta \\log q_\\theta(y_l \\mid x)\\bigr)',
  source: 'Liu et al. 2023, Algorithm 1',
  proposal: 'rejection',
  rule(group, { rsoLoss, rsoGamma, rsoPairing }) {
    checkGroup(group);
    return pairwise({
      group,
      ranked: rankedPairs(group, rsoPairing),
      quantity: logRatios(group),
      lossOf: (d) => {
        if (rsoLoss === 'sigmoid-norm') return logisticLoss(d, rsoGamma);
        const slack = 1 - rsoGamma * d;
        return { loss: Math.max(0, slack), slope: slack > 0 ? -rsoGamma : 0 };
      },
    });
  },
};
