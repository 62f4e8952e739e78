// DPO-sft+IW+n (paper, section 7.4): BRAIn's rule over all n samples, with the proposal fixed to the prior, so that
// alpha is the softmax of r / gamma (eq. 21).
import { brain } from './brain.ts';
import { hues } from './hues.ts';
import { method } from './method.ts';
import { proximalWeight } from './shared_settings.ts';

export const dpoSftIwN = method({
  label: 'DPO-sft+IW+n',
  family: 'Distribution matching',
  settings: { proximalWeight },
  hue: hues.teal,
  marker: 'triangle',
  samplesFrom: 'prior',
  pushes: brain.pushes,
  rule: brain.rule,
});
