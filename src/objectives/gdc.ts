// GDC / DPG (Parshakova et al. 2019; Khalifa et al. 2021, Algorithm 1): c_i = (1/n) P(y_i) / (Z q'(y_i)), with the
// unnormalised target P = p exp(r / gamma) and a running estimate of Z. Loss: -sum c_i l_i, weights held constant.
import { over } from '../math/formula.ts';
import { checkGroup, finiteResult, hasNoUpdate, skippedGroup, weightedSum } from './checks.ts';
import { hues } from './hues.ts';
import { method, type RuleSettings } from './method.ts';
import { type Pushes, pushesOf } from './pushes.ts';
import { exponentClip, gateDivergence, partitionScope } from './shared_settings.ts';
import { targetFigures, targetWeights } from './target.ts';

/** P / (Z q') / n. */
const pushes: Pushes<RuleSettings & { readonly exponentClip: number }> = {
  formula: over('weight', 'n'),
  figures: targetFigures,
};

export const gdc = method({
  label: 'GDC',
  family: 'Distribution matching',
  settings: {
    exponentClip,
    partitionScope,
    gateDivergence,
  },
  hue: hues.amber,
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
