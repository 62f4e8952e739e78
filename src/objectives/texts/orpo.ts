// What is said of ORPO.
import type { MethodTexts } from './method_texts.ts';
import { PAIR } from './terms.ts';

export const orpo: MethodTexts = {
  summary:
    'Fine-tunes on the chosen response and, in the same step, raises the odds of the chosen over the rejected one; it needs no reference model.',
  equation:
    '\\frac{1}{T_w} \\nabla_\\theta \\log q_\\theta(y_w \\mid x) + \\lambda\\, \\sigma\\Bigl(-\\log \\frac{\\mathrm{odds}_w}{\\mathrm{odds}_l}\\Bigr) \\nabla_\\theta \\log \\frac{\\mathrm{odds}_w}{\\mathrm{odds}_l}',
  source: 'Hong et al. 2024, eqs. 4, 6 and 7',
  paragraph:
    'Odds-ratio preference optimisation fine-tunes on the chosen response and, in the same step, raises the odds of the chosen over the rejected one. There is no reference model and so nothing that measures the distance to the prior; the likelihood term is meant to hold the policy. Probabilities are per token, so that length does not decide.',
  terms: [
    {
      tex: '\\tfrac{1}{T} \\log q(y_w)',
      meaning: 'likelihood of the chosen response',
      figure: 'diagnostics.chosenMeanLogProb',
    },
    {
      tex: '\\log \\tfrac{\\mathrm{odds}_w}{\\mathrm{odds}_l}',
      meaning: 'log odds ratio',
      figure: 'diagnostics.margin',
    },
    PAIR,
  ],
};
