// DPO-sft+IW+n (paper, section 7.4): BRAIn's rule over all n samples, with the proposal fixed to the prior, so that
// alpha is the softmax of r / gamma (eq. 21).
import { brain } from './brain.ts';
import { hues } from './hues.ts';
import { method } from './method.ts';
import { ALPHA, BETA } from './terms.ts';

export const dpoSftIwN = method({
  label: 'DPO-sft+IW+n',
  family: 'Distribution matching',
  summary:
    'All n samples are weighed against each other instead of two by two; only the proposal is still fixed to the prior. Let it follow the policy, and this is BRAIn.',
  equation:
    "\\sum_{i=1}^{n} (\\hat\\alpha_{y_i} - \\hat\\beta_{y_i})\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x), \\quad q' = p",
  source: 'Pandey et al. 2024, section 7.4 and eqs. 13 and 21',
  paragraph:
    'Two steps from DPO-sft towards BRAIn: all n samples of a prompt are weighed against each other at once instead of two by two, so a single good response among n is set against all the others. What is still missing is the proposal: samples come from the prior to the end, even when the policy has long left it.',
  terms: [ALPHA, BETA],
  settings: {},
  hue: hues.teal,
  marker: 'triangle',
  samplesFrom: 'prior',
  pushes: brain.pushes,
  rule: brain.rule,
});
