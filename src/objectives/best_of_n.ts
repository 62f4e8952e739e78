// Best-of-n: no training; n samples of the prior, of which the best by the reward is returned. Its KL to the prior is at
// most log n - (n - 1) / n (Stiennon et al. 2020; an upper bound: Beirami et al. 2024).
import { METHOD_LABELS } from '../config/method_labels.ts';
import { checkGroup } from './checks.ts';
import type { Objective } from './objective.ts';

/** Upper bound of KL(best-of-n, prior), nats. */
export const bestOfNKl = (n: number) => Math.log(n) - (n - 1) / n;

export const bestOfN: Objective = {
  label: METHOD_LABELS['best-of-n'],
  summary:
    'Trains nothing: draws n responses from the prior and returns the one with the highest reward. It pays at every answer what the others pay once.',
  equation: '0, \\qquad y = \\arg\\max_{i \\le n} r(x, y_i), \\quad y_i \\sim p',
  source: 'Stiennon et al. 2020; Beirami et al. 2024, Theorem 1',
  proposal: 'prior',
  frozen: true,
  rule(group) {
    checkGroup(group);
    const n = group.reward.length;
    return {
      coefficients: group.reward.map(() => 0),
      loss: 0,
      diagnostics: {
        bestReward: group.reward.reduce((a, b) => Math.max(a, b)),
        klBound: bestOfNKl(n),
        skipped: 0,
      },
    };
  },
};
