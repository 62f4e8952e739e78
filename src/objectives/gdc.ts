// GDC / DPG (Parshakova et al. 2019; Khalifa et al. 2021, Algorithm 1): c_i = (1/n) P(y_i) / (Z q'(y_i)), with the
// unnormalised target P = p exp(r / gamma) and a running estimate of Z. Loss: -sum c_i l_i, weights held constant.
import { over } from '../math/formula.ts';
import { checkGroup, finiteResult, hasNoUpdate, skippedGroup, weightedSum } from './checks.ts';
import { hues } from './hues.ts';
import { method, type RuleSettings } from './method.ts';
import { type Pushes, pushesOf } from './pushes.ts';
import { exponentClip, gateDivergence, partitionScope } from './shared_settings.ts';
import { targetFigures, targetWeights } from './target.ts';
import { PARTITION, TARGET_WEIGHT } from './terms.ts';

/** P / (Z q') / n. */
const pushes: Pushes<RuleSettings & { readonly exponentClip: number }> = {
  formula: over('weight', 'n'),
  figures: targetFigures,
};

export const gdc = method({
  label: 'GDC',
  family: 'Distribution matching',
  summary:
    'Weighs each sample by how much likelier it is under the target than under the proposal, with no baseline; the proposal moves only when a divergence gate says the policy is closer.',
  equation:
    "\\frac{1}{n} \\sum_i \\frac{P(y_i \\mid x)}{Z\\, q'(y_i \\mid x)} \\nabla_\\theta \\log q_\\theta(y_i \\mid x)",
  source: 'Khalifa et al. 2021, Algorithm 1',
  paragraph:
    'Generative distributional control, or distributional policy gradient, weighs each sample by how much likelier it is under the target than under the proposal, which needs the target’s normalisation Z. There is no baseline, so all pushes are upward. The policy becomes the new proposal only when a gate, judged on fresh samples, finds it closer to the target than the present proposal is.',
  terms: [
    TARGET_WEIGHT,
    PARTITION,
    {
      tex: "q' \\leftarrow q_\\theta",
      meaning: 'the gate: how much closer the policy is',
      figure: 'diagnostics.gateGain',
    },
  ],
  settings: {
    exponentClip,
    partitionScope,
    gateDivergence,
  },
  hue: hues.amber,
  marker: 'circle',
  telling: 'logPartition',
  elsewhere:
    'Z is estimated from the samples this run trains on; for a prompt that was sampled once that makes GDC equal to BRAIn w/o baseline. A run of its own starts Z from other samples.',
  search: { gateDivergence: { options: ['kl', 'tv'] } },
  samplesFrom: 'gated',
  pushes,
  rule(group, settings) {
    checkGroup(group);
    const { gamma, exponentClip } = settings;
    const n = group.reward.length;
    const { weights, clipped, logPartition } = targetWeights(group, gamma, exponentClip);
    if (hasNoUpdate(weights, group.logPolicy)) return skippedGroup(n);
    const coefficients = pushesOf(pushes, group, settings);
    return finiteResult({
      coefficients,
      loss: -weightedSum(coefficients, group.logPolicy),
      diagnostics: {
        logPartition,
        largestWeight: Math.max(...weights),
        clippedWeights: clipped,
        skipped: 0,
      },
    });
  },
});
