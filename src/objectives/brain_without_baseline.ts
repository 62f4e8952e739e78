// BRAIn without a baseline (paper, eq. 7, Table 3): c_i = alpha_i, so every sample is pushed up, the bad ones less.
// Loss: -sum alpha_i l_i, alpha held constant.
import { effectiveSampleSize } from '../math/statistics.ts';
import { alphaFigures, alphaOf } from './brain.ts';
import { checkGroup, finiteResult, hasNoUpdate, skippedGroup, weightedSum } from './checks.ts';
import { hues } from './hues.ts';
import { method } from './method.ts';
import { ALPHA } from './terms.ts';

export const brainWithoutBaseline = method({
  label: 'BRAIn w/o baseline',
  family: 'Distribution matching',
  summary: 'Pushes every sample up by its posterior weight; nothing is ever pushed down.',
  equation: '\\sum_i \\hat\\alpha_{y_i}\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x)',
  source: 'Pandey et al. 2024, eq. 7',
  paragraph:
    'Only the posterior weights are left: every response is pushed up, good ones more. Probability has to come from somewhere, so poor responses sink only because others rise, and what the sample happened to contain is reinforced whether good or not. In expectation the direction is that of the unnormalised baseline; its noise is what differs.',
  terms: [
    ALPHA,
    { tex: '\\max_i \\hat\\alpha_{y_i}', meaning: 'the heaviest sample', figure: 'diagnostics.maxAlpha' },
  ],
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
