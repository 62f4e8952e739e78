// What is said of SimPO.
import type { MethodTexts } from './method_texts.ts';
import { PAIR } from './terms.ts';

export const simpo: MethodTexts = {
  summary:
    'Compares the two responses of a pair by their mean token log-prob alone, and asks for a margin between them; it needs no reference model.',
  equation:
    '\\beta\\, \\sigma\\bigl(\\mu - \\beta (m_w - m_l)\\bigr) \\Bigl(\\frac{\\nabla_\\theta \\log q_\\theta(y_w \\mid x)}{T_w} - \\frac{\\nabla_\\theta \\log q_\\theta(y_l \\mid x)}{T_l}\\Bigr)',
  source: 'Meng et al. 2024, eq. 6',
  paragraph:
    'Simple preference optimisation takes the mean log-prob of a response’s tokens for its reward. That is how likely the policy finds it when length plays no part. The better response of a pair should lead by a target margin; beyond it the push fades. There is no reference model, so nothing measures the distance to the prior.',
  terms: [
    { tex: 'm_w - m_l', meaning: 'margin of the mean log-probs', figure: 'diagnostics.margin' },
    { tex: '\\mu', meaning: 'the margin that is asked for', figure: 'loss' },
    PAIR,
  ],
};
