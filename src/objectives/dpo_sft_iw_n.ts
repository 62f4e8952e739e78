// DPO-sft+IW+n (paper, section 7.4): BRAIn's rule over all n samples, with the proposal fixed to the prior, so that
// alpha is the softmax of r / gamma (eq. 21).
import { METHOD_LABELS } from '../config/method_labels.ts';
import { brain } from './brain.ts';
import type { Objective } from './objective.ts';

export const dpoSftIwN: Objective = {
  label: METHOD_LABELS['dpo-sft-iw-n'],
  summary:
    'All n samples are weighed against each other instead of two by two; only the proposal is still fixed to the prior. Let it follow the policy, and this is BRAIn.',
  equation:
    "\\sum_{i=1}^{n} (\\hat\\alpha_{y_i} - \\hat\\beta_{y_i})\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x), \\quad q' = p",
  source: 'Pandey et al. 2024, section 7.4 and eqs. 13 and 21',
  proposal: 'prior',
  rule: brain.rule,
};
