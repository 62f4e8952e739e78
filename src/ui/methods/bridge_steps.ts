// The two bridges of the paper's Figure 1: from DPO-sft to BRAIn and from GDC to BRAIn. Each step lifts one restriction
// and boxes the changed part of the equation.
import type { MethodName } from '../../objectives/index.ts';

interface BridgeStep {
  readonly method: MethodName;
  /** The restriction that this step lifted; the first step names the start. */
  readonly change: string;
  /** KaTeX source. */
  readonly equation: string;
  readonly sentence: string;
}

export interface Bridge {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly BridgeStep[];
}

const GRADIENT = '\\nabla_\\theta \\log q_\\theta(y_i \\mid x)';
const BETA = '\\hat\\beta_{y_i}';

export const BRIDGES: readonly Bridge[] = [
  {
    id: 'dpo',
    title: 'From DPO-sft to BRAIn',
    steps: [
      {
        method: 'dpo-sft',
        change: 'two samples of the prior',
        equation: `\\sum_{i=1}^{2} \\bigl(\\mathbf{1}[i = w] - ${BETA}\\bigr) ${GRADIENT}, \\quad y_i \\sim p`,
        sentence:
          'Two samples of the prior; the better one is to have all the weight. By Theorem 5.3 this is BRAIn with an argmax for α.',
      },
      {
        method: 'dpo-sft-iw',
        change: 'argmax → softmax',
        equation: `\\sum_{i=1}^{2} \\bigl(\\boxed{\\hat\\alpha_{y_i}} - ${BETA}\\bigr) ${GRADIENT}, \\quad y_i \\sim p`,
        sentence:
          'The argmax becomes a softmax of the rewards: a response that is a little better is preferred a little.',
      },
      {
        method: 'dpo-sft-iw-n',
        change: '2 → n samples',
        equation: `\\boxed{\\sum_{i=1}^{n}} \\bigl(\\hat\\alpha_{y_i} - ${BETA}\\bigr) ${GRADIENT}, \\quad y_i \\sim p`,
        sentence: 'All n samples are weighed against each other at once instead of two by two.',
      },
      {
        method: 'brain',
        change: 'fixed → updated proposal',
        equation: `\\sum_{i=1}^{n} \\bigl(\\hat\\alpha_{y_i} - ${BETA}\\bigr) ${GRADIENT}, \\quad \\boxed{y_i \\sim q'}`,
        sentence:
          'Samples come from a snapshot of the policy, and α and β account for that. The samples follow the policy to where the posterior is.',
      },
    ],
  },
  {
    id: 'gdc',
    title: 'From GDC to BRAIn',
    steps: [
      {
        method: 'gdc',
        change: 'weights of the target',
        equation: `\\frac{1}{n} \\sum_{i=1}^{n} \\frac{P(y_i)}{Z\\, q'(y_i)}\\, ${GRADIENT}`,
        sentence:
          'Each sample is pushed up by how much likelier it is under the target than under the proposal.',
      },
      {
        method: 'gdc++',
        change: '+ baseline',
        equation: `\\frac{1}{n} \\sum_{i=1}^{n} \\Bigl(\\frac{P(y_i)}{Z\\, q'(y_i)} \\boxed{- \\frac{q_\\theta(y_i)}{q'(y_i)}}\\Bigr)\\, ${GRADIENT}`,
        sentence:
          'The policy’s own weight is subtracted, so samples that are likelier than the target wants are pushed down.',
      },
      {
        method: 'brain',
        change: '+ self-normalisation',
        equation: `\\sum_{i=1}^{n} \\bigl(\\boxed{\\hat\\alpha_{y_i} - ${BETA}}\\bigr)\\, ${GRADIENT}`,
        sentence:
          'Both weights are divided by their sum over the samples: Z cancels, no weight can exceed 1, and the pushes sum to zero.',
      },
    ],
  },
];
