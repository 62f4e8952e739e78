// BRAIn without a baseline (paper, eq. 7, Table 3): c_i = alpha_i, so every sample is pushed up, the bad ones less.
// Loss: -sum alpha_i l_i, alpha held constant.
import { effectiveSampleSize } from '../math/statistics.ts';
import { alphaFigures, alphaOf } from './brain.ts';
import { checkGroup, finiteResult, hasNoUpdate, skippedGroup, weightedSum } from './checks.ts';
import { hues } from './hues.ts';
import { method } from './method.ts';

export const brainWithoutBaseline = method({
  label: 'BRAIn w/o baseline',
  family: 'Distribution matching',
  settings: {},
  hue: hues.plum,
  marker: 'circle',
  samplesFrom: 'policy',
  pushes: { formula: 'alpha', figures: (group, { gamma }) => alphaFigures(group, gamma) },
  rule(group, { gamma }) {
    checkGroup(group);
    const alpha = alphaOf(group, gamma);
    if (hasNoUpdate(alpha, group.logPolicy)) return skippedGroup(alpha.length);
    return finiteResult({
      coefficients: [...alpha],
      loss: -weightedSum(alpha, group.logPolicy),
      diagnostics: { essAlpha: effectiveSampleSize(alpha), maxAlpha: Math.max(...alpha), skipped: 0 },
    });
  },
});
