// REINFORCE with a KL penalty and RLOO: c_i = (R_i - b_i) / n with the penalised reward R = r - gamma (l - p) held
// constant. They differ in the baseline b alone.
//   REINFORCE: a running mean of R (Williams 1992; Ziegler et al. 2019 for the penalty)
//   RLOO: the mean of the other n - 1 samples' R (Kool et al. 2019; Ahmadian et al. 2024, eq. 6)
import { METHOD_LABELS } from '../config/method_labels.ts';
import { mean } from '../math/statistics.ts';
import { checkGroup, finiteResult, skippedGroup, weightedSum } from './checks.ts';
import type { Objective, ObjectiveResult, SampleGroup } from './objective.ts';
import { logRatios } from './pairs.ts';

function advantageUpdate(
  group: SampleGroup,
  gamma: number,
  baselinesOf: (penalised: readonly number[]) => readonly number[],
): ObjectiveResult {
  checkGroup(group);
  const n = group.reward.length;
  const ratios = logRatios(group);
  if (!ratios.every(Number.isFinite)) return skippedGroup(n);
  const penalised = ratios.map((h, i) => group.reward[i] - gamma * h);
  const baselines = baselinesOf(penalised);
  const coefficients = penalised.map((value, i) => (value - baselines[i]) / n);
  return finiteResult({
    coefficients,
    loss: -weightedSum(coefficients, group.logPolicy),
    diagnostics: {
      penalisedReward: mean(penalised),
      rewardBaseline: mean(baselines),
      advantageSpread: Math.sqrt(mean(coefficients.map((c) => (c * n) ** 2))),
      skipped: 0,
    },
  });
}

export const reinforce: Objective = {
  label: METHOD_LABELS.reinforce,
  summary:
    'Pushes each of the policy’s own samples by how much its reward, less the price of leaving the prior, beats a running average.',
  equation:
    '\\frac{1}{n} \\sum_i (R_i - b)\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x), \\quad R_i = r_i - \\gamma \\log \\tfrac{q_\\theta(y_i)}{p(y_i)}',
  source: 'Williams 1992; Ziegler et al. 2019, eq. 2',
  proposal: 'policy',
  rule: (group, { gamma }) =>
    advantageUpdate(group, gamma, (penalised) =>
      penalised.map(() => group.rewardBaseline ?? mean(penalised)),
    ),
};

export const rloo: Objective = {
  label: METHOD_LABELS.rloo,
  summary:
    'REINFORCE in which each sample is measured against the average of the other samples of its prompt: no running average and no value head.',
  equation:
    '\\frac{1}{n} \\sum_i \\Bigl(R_i - \\frac{1}{n-1} \\sum_{j \\ne i} R_j\\Bigr) \\nabla_\\theta \\log q_\\theta(y_i \\mid x)',
  source: 'Ahmadian et al. 2024, eq. 6',
  proposal: 'policy',
  rule: (group, { gamma }) =>
    advantageUpdate(group, gamma, (penalised) => {
      const total = penalised.reduce((sum, value) => sum + value, 0);
      return penalised.map((value) => (total - value) / (penalised.length - 1));
    }),
};
