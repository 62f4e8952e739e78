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
import { PARTITION, TARGET_WEIGHT } from './terms.ts';

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
  summary:
    "GDC with a baseline: the policy's own importance weight is subtracted from the target's, neither normalised over the samples.",
  equation:
    "\\frac{1}{n} \\sum_i \\frac{P(y_i \\mid x) - Z\\, q_\\theta(y_i \\mid x)}{Z\\, q'(y_i \\mid x)} \\nabla_\\theta \\log q_\\theta(y_i \\mid x)",
  source: 'Korbak et al. 2022; Pandey et al. 2024, eq. 8',
  paragraph:
    'GDC with a baseline: from each weight the policy’s own importance weight q/q′ is subtracted, so that samples the target wants less than the policy does are pushed down. On the policy’s own samples this is the advantage P/q − Z. Neither part is normalised over the samples, so the weights stay as heavy-tailed as the importance ratios are.',
  terms: [
    TARGET_WEIGHT,
    { tex: "q_\\theta / q'", meaning: 'the baseline', figure: 'diagnostics.clippedWeights' },
    PARTITION,
    { tex: "q' \\leftarrow q_\\theta", meaning: 'the gate', figure: 'diagnostics.gateGain' },
  ],
  settings: {
    exponentClip,
    partitionScope,
    gateDivergence,
  },
  hue: hues.vermilion,
  marker: 'circle',
  telling: 'logPartition',
  elsewhere:
    'Z is estimated from the samples this run trains on; for a prompt that was sampled once that makes GDC++ equal to BRAIn w/o self-normalisation. A run of its own starts Z from other samples.',
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
