// What is said of BRAIn w/o baseline.
import type { MethodTexts } from './method_texts.ts';
import { ALPHA } from './terms.ts';

export const brainWithoutBaseline: MethodTexts = {
  summary: 'Pushes every sample up by its posterior weight; nothing is ever pushed down.',
  equation: '\\sum_i \\hat\\alpha_{y_i}\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x)',
  source: 'Pandey et al. 2024, eq. 7',
  paragraph:
    'Only the posterior weights are left: every response is pushed up, good ones more. Probability has to come from somewhere, so poor responses sink only because others rise, and what the sample happened to contain is reinforced whether good or not. In expectation the direction is that of the unnormalised baseline; its noise is what differs.',
  terms: [
    ALPHA,
    { tex: '\\max_i \\hat\\alpha_{y_i}', meaning: 'the heaviest sample', figure: 'diagnostics.maxAlpha' },
  ],
};
