// KTO (Ethayarajh et al. 2024, section 4.1): with h = log q_theta - log p and the reference point z0 >= 0 held constant,
//   desirable: lambda_D (1 - sigmoid(beta (h - z0)))      undesirable: lambda_U (1 - sigmoid(beta (z0 - h)))
// averaged over the samples that have a label. z0 is the batch's mean h over mismatched prompts and completions.
import { METHOD_LABELS } from '../config/method_labels.ts';
import { sigmoid } from '../math/log_space.ts';
import { mean, median } from '../math/statistics.ts';
import { checkGroup, finiteResult, skippedGroup } from './checks.ts';
import type { Objective, ObjectiveSettings, SampleGroup } from './objective.ts';
import { logRatios } from './pairs.ts';

/** 1 desirable, -1 undesirable, 0 no label: samples outside the given pairs, or all where no reward stands out. */
function labelsOf(
  { reward, pairs }: SampleGroup,
  { ktoLabels, rewardThreshold }: Pick<ObjectiveSettings, 'ktoLabels' | 'rewardThreshold'>,
): number[] {
  if (pairs)
    return reward.map((_, i) =>
      pairs.some(({ winner }) => winner === i) ? 1 : pairs.some(({ loser }) => loser === i) ? -1 : 0,
    );
  if (ktoLabels === 'threshold') return reward.map((r) => (r > rewardThreshold ? 1 : -1));
  if (reward.every((r) => r === reward[0])) return reward.map(() => 0);
  const middle = median(reward);
  const labels = reward.map((r) => (r > middle ? 1 : -1));
  // Where most share the best reward, the median is that reward, and they are the desirable ones.
  return labels.includes(1) ? labels : reward.map((r) => (r >= middle ? 1 : -1));
}

export const kto: Objective = {
  label: METHOD_LABELS.kto,
  summary:
    'Needs no pairs: each response is labelled good or bad by itself, and its log-ratio to the prior is valued above or below a reference point, as prospect theory values gains and losses.',
  equation:
    '\\pm \\lambda\\, \\beta\\, \\sigma(z)\\, \\sigma(-z)\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x), \\quad z = \\pm \\beta (h_i - z_0)',
  source: 'Ethayarajh et al. 2024, section 4.1',
  proposal: 'pairs',
  rule(group, settings) {
    checkGroup(group);
    const { ktoBeta: beta, ktoDesirableWeight, ktoUndesirableWeight } = settings;
    const ratios = logRatios(group);
    const labels = labelsOf(group, settings).map((label, i) => (Number.isFinite(ratios[i]) ? label : 0));
    const labelled = labels.filter((label) => label !== 0).length;
    if (labelled === 0) return skippedGroup(labels.length);
    const finite = ratios.filter(Number.isFinite);
    const z0 = Math.max(0, group.klBaseline ?? mean(finite));
    let loss = 0;
    const coefficients = labels.map((label, i) => {
      if (label === 0) return 0;
      const weight = (label > 0 ? ktoDesirableWeight : ktoUndesirableWeight) / labelled;
      const z = label * beta * (ratios[i] - z0);
      loss += weight * sigmoid(-z);
      return label * weight * beta * sigmoid(z) * sigmoid(-z);
    });
    return finiteResult({
      coefficients,
      loss,
      diagnostics: {
        klBaseline: z0,
        desirableShare: labels.filter((label) => label > 0).length / labelled,
        oneSided: labels.includes(1) && labels.includes(-1) ? 0 : 1,
        skipped: 0,
      },
    });
  },
};
