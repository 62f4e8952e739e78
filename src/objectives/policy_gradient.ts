// What REINFORCE and RLOO share: c_i = (R_i - b_i) / n with the penalised reward R = r - gamma (l - p) held constant.
// They differ in the baseline b alone.
import { mean } from '../math/statistics.ts';
import { checkGroup, finiteResult, skippedGroup, weightedSum } from './checks.ts';
import type { RuleInput } from './group.ts';
import type { RuleResult } from './method.ts';
import { logRatios } from './pairs.ts';

export function advantageUpdate(
  group: RuleInput,
  gamma: number,
  baselinesOf: (penalised: readonly number[]) => readonly number[],
): RuleResult {
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
