// GDC++ (Korbak et al. 2022; paper, eq. 8): GDC with the baseline Z q / q', that is
// c_i = (1/n) (w_i - q(y_i) / q'(y_i)), w_i = P(y_i) / (Z q'(y_i)) held constant.
// Loss: (1/n) sum_i (exp(l_i - s_i) - w_i l_i). Clipped weights on both sides are counted.
import { atMost, exp, minus, over } from '../math/formula.ts';
import { clippedExp, logDifference } from '../math/log_space.ts';
import { checkGroup, finiteResult, hasNoUpdate, skippedGroup, weightedSum } from './checks.ts';
import { hues } from './hues.ts';
import { method, type RuleSettings } from './method.ts';
import { type Pushes, pushesOf } from './pushes.ts';
import { exponentClip, gateDivergence, partitionScope } from './shared_settings.ts';
import { targetFigures, targetWeights } from './target.ts';

/** (P / (Z q') - q / q') / n. */
const pushes: Pushes<RuleSettings & { readonly exponentClip: number }> = {
  formula: over(minus('weight', exp(atMost(minus('logPolicy', 'logProposal'), 'exponentClip'))), 'n'),
  figures: (group, settings) =>
    targetFigures(group, settings, {
      logProposal: group.logProposal,
      exponentClip: settings.exponentClip,
    }),
};

export const gdcPlusPlus = method({
  label: 'GDC++',
  family: 'Distribution matching',
  settings: {
    exponentClip,
    partitionScope,
    gateDivergence,
  },
  hue: hues.vermilion,
  marker: 'circle',
  telling: 'logPartition',
  search: { gateDivergence: { options: ['kl', 'tv'] } },
  samplesFrom: 'gated',
  pushes,
  rule(group, settings) {
    checkGroup(group);
    const { gamma, exponentClip } = settings;
    const n = group.reward.length;
    const { weights, clipped, logPartition } = targetWeights(group, gamma, exponentClip);
    if (hasNoUpdate(weights, group.logPolicy)) return skippedGroup(n);
    const ratios = group.logPolicy.map((l, i) =>
      clippedExp(logDifference(l, group.logProposal[i]), exponentClip),
    );
    return finiteResult({
      coefficients: pushesOf(pushes, group, settings),
      loss: (ratios.reduce((sum, { value }) => sum + value, 0) - weightedSum(weights, group.logPolicy)) / n,
      diagnostics: {
        logPartition,
        largestWeight: Math.max(...weights, ...ratios.map(({ slope }) => slope)),
        clippedWeights: clipped + ratios.filter(({ clipped: over }) => over).length,
        skipped: 0,
      },
    });
  },
});
