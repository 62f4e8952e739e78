// DPO (Rafailov et al. 2023, eq. 7) with label smoothing e (TRL): m = beta (h_w - h_l), h = log q_theta - log p,
//   Loss = -(1 - e) log sigmoid(m) - e log sigmoid(-m),   c_w = beta ((1 - e) sigmoid(-m) - e sigmoid(m)) = -c_l.
import { logistic, minus, over, times } from '../math/formula.ts';
import { sigmoid, softplus } from '../math/log_space.ts';
import { checkGroup } from './checks.ts';
import type { RuleInput } from './group.ts';
import { hues } from './hues.ts';
import { method, type RuleResult } from './method.ts';
import { logRatios, PAIR_MARGIN, type PairLoss, pairFigures, pairwise, rankedPairs } from './pairs.ts';
import type { Pushes } from './pushes.ts';
import { dpoBeta, labelSmoothing, preferenceCount, preferenceNoise } from './shared_settings.ts';

/** The loss of one margin d = h_w - h_l and its slope. */
export function logisticLoss(d: number, beta: number, smoothing = 0): PairLoss {
  const m = beta * d;
  return {
    loss: (1 - smoothing) * softplus(-m) + smoothing * softplus(m),
    slope: beta * (smoothing * sigmoid(m) - (1 - smoothing) * sigmoid(-m)),
  };
}

interface DpoConfig {
  readonly dpoBeta: number;
  readonly labelSmoothing: number;
}

export function dpoRule(group: RuleInput, { dpoBeta, labelSmoothing }: DpoConfig): RuleResult {
  checkGroup(group);
  return pairwise({
    group,
    ranked: rankedPairs(group),
    quantity: logRatios(group),
    lossOf: (d) => logisticLoss(d, dpoBeta, labelSmoothing),
  });
}

const scaledMargin = times('beta', PAIR_MARGIN);

/** Of the winner beta ((1 - e) sigmoid(-m) - e sigmoid(m)), of the loser the same with the other sign; pairs by reward. */
export const dpoPushes: Pushes<DpoConfig> = {
  formula: over(
    times(
      times('side', 'beta'),
      minus(times('right', logistic(times(-1, scaledMargin))), times('wrong', logistic(scaledMargin))),
    ),
    'pairs',
  ),
  figures: (group, { dpoBeta, labelSmoothing }) =>
    pairFigures(group, rankedPairs(group).pairs, {
      beta: dpoBeta,
      right: 1 - labelSmoothing,
      wrong: labelSmoothing,
    }),
};

export const dpo = method({
  label: 'DPO',
  family: 'Pairs',
  settings: {
    dpoBeta,
    labelSmoothing,
    preferenceCount,
    preferenceNoise,
  },
  hue: hues.olive,
  marker: 'circle',
  telling: 'chosenLogProb',
  paired: true,
  search: { dpoBeta: { log: [0.05, 10] }, labelSmoothing: { options: [0, 0.1] } },
  samplesFrom: 'preferences',
  rule: dpoRule,
});
