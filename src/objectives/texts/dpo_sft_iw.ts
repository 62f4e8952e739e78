// What is said of DPO-sft+IW.
import type { MethodTexts } from './method_texts.ts';
import { PAIR } from './terms.ts';

export const dpoSftIw: MethodTexts = {
  summary:
    'DPO-sft with importance weights: within each pair the target is not “the better one” but how much better it is, a softmax of the two rewards.',
  equation:
    "\\sum_{i \\in \\{w, l\\}} (\\hat\\alpha_{y_i} - \\hat\\beta_{y_i})\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x), \\quad q' = p,\\; n = 2",
  source: 'Pandey et al. 2024, section 7.4 and eq. 21',
  paragraph:
    'One step from DPO-sft towards BRAIn. Pairs of prior samples as before, but the target within a pair is no longer “the better one wins for sure”; it is a softmax of the two rewards, so a response that is a little better is preferred a little. Margins stop growing once they say what the rewards say.',
  terms: [
    { tex: '\\hat\\alpha', meaning: 'softmax of the two rewards', figure: 'essAlpha' },
    { tex: '\\hat\\beta', meaning: 'softmax of the two log-ratios', figure: 'diagnostics.margin' },
    PAIR,
  ],
};
