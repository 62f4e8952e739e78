// What is said of DPO-sft+IW+n.
import type { MethodTexts } from './method_texts.ts';
import { ALPHA, BETA, PROXIMAL } from './terms.ts';

export const dpoSftIwN: MethodTexts = {
  summary:
    'All n samples are weighed against each other instead of two by two; only the proposal is still fixed to the prior. Let it follow the policy, and this is BRAIn.',
  equation:
    "\\sum_{i=1}^{n} \\Bigl( \\hat\\alpha_{y_i} - \\hat\\beta_{y_i} + \\frac{\\lambda}{n} \\Bigr)\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x), \\quad q' = p",
  source: 'Pandey et al. 2024, section 7.4 and eqs. 13 and 21; λ is ours, 0 in the paper',
  paragraph:
    'Two steps from DPO-sft towards BRAIn: all n samples of a prompt are weighed against each other at once instead of two by two, so a single good response among n is set against all the others. What is still missing is the proposal: samples come from the prior to the end, even when the policy has long left it. So a proximal weight λ never fades here: it adds λ KL(prior ‖ policy), and moves the target from the posterior towards the prior.',
  terms: [ALPHA, BETA, PROXIMAL],
};
