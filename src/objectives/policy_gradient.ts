// What REINFORCE and RLOO share: c_i = (R_i - b_i) / n with the penalised reward R = r - gamma (l - p) held constant.
// They differ in the baseline b alone.
import { evaluated, type Formula, minus, over, times } from '../math/formula.ts';
import { mean } from '../math/statistics.ts';
import { checkGroup, finiteResult, skippedGroup, weightedSum } from './checks.ts';
import type { RuleInput } from './group.ts';
import type { RuleResult, RuleSettings } from './method.ts';
import { logRatios } from './pairs.ts';
import type { Pushes } from './pushes.ts';

/** R_i. */
export const PENALISED_REWARD = minus('reward', times('gamma', minus('logPolicy', 'logPrior')));

/** The rule with this baseline, which may read `n`, the running baseline, and whether the group's own mean stands in. */
export function advantageRule(baseline: Formula) {
  const pushes: Pushes<RuleSettings> = {
    formula: over(minus(PENALISED_REWARD, baseline), 'n'),
    figures: ({ reward, logPrior, rewardBaseline }, { gamma }) => {
      if (!logPrior.every(Number.isFinite)) return undefined;
      const running = {
        runningBaseline: rewardBaseline ?? 0,
        ownBaseline: rewardBaseline === undefined ? 1 : 0,
      };
      return { reward, logPrior, gamma, n: reward.length, ...running };
    },
  };
  const rule = (group: RuleInput, settings: RuleSettings): RuleResult => {
    checkGroup(group);
    const { logPolicy } = group;
    const n = logPolicy.length;
    const fixed = pushes.figures(group, settings);
    if (!fixed || !logRatios(group).every(Number.isFinite)) return skippedGroup(n);
    const valued = (formula: Formula) => evaluated(formula, { ...fixed, logPolicy }, n);
    const coefficients = valued(pushes.formula);
    return finiteResult({
      coefficients,
      loss: -weightedSum(coefficients, logPolicy),
      diagnostics: {
        penalisedReward: mean(valued(PENALISED_REWARD)),
        rewardBaseline: mean(valued(baseline)),
        advantageSpread: Math.sqrt(mean(coefficients.map((c) => (c * n) ** 2))),
        skipped: 0,
      },
    });
  };
  return { pushes, rule };
}
