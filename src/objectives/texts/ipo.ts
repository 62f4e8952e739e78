// What is said of IPO.
import type { MethodTexts } from './method_texts.ts';
import { PAIR } from './terms.ts';

export const ipo: MethodTexts = {
  summary:
    'Pulls the margin between the chosen and the rejected response to a fixed width instead of widening it without end, so that it cannot run away on pairs that are always won.',
  equation:
    '-2 \\Bigl(d - \\frac{1}{2\\tau}\\Bigr) \\bigl(\\nabla_\\theta \\log q_\\theta(y_w \\mid x) - \\nabla_\\theta \\log q_\\theta(y_l \\mid x)\\bigr)',
  source: 'Azar et al. 2023, eq. 17',
  paragraph:
    'Identity preference optimisation replaces DPO’s logistic by a square: the margin of every pair is pulled to 1/(2τ), from below and from above. A pair that is always won cannot drive the policy ever further from the prior, which is where DPO overfits. Here log-probs are summed or averaged over tokens as the run’s setting says.',
  terms: [
    { tex: 'd = h_w - h_l', meaning: 'margin of the log-ratios', figure: 'diagnostics.margin' },
    { tex: '1 / (2\\tau)', meaning: 'where it is pulled to', figure: 'loss' },
    PAIR,
  ],
};
