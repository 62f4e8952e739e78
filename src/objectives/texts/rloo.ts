// What is said of RLOO.
import type { MethodTexts } from './method_texts.ts';
import { PENALISED } from './terms.ts';

export const rloo: MethodTexts = {
  summary:
    'REINFORCE in which each sample is measured against the average of the other samples of its prompt: no running average and no value head.',
  equation:
    '\\frac{1}{n} \\sum_i \\Bigl(R_i - \\frac{1}{n-1} \\sum_{j \\ne i} R_j\\Bigr) \\nabla_\\theta \\log q_\\theta(y_i \\mid x)',
  source: 'Ahmadian et al. 2024, eq. 6',
  paragraph:
    'REINFORCE with a baseline made from the other samples of the same prompt, leave-one-out. It needs no running average and no value head, and since each sample is judged against its siblings the pushes of a group sum to zero, as BRAIn’s do. What it lacks is the importance weight that would keep old samples right.',
  terms: [
    PENALISED,
    {
      tex: '\\tfrac{1}{n-1} \\sum_{j \\ne i} R_j',
      meaning: 'mean of the other samples',
      figure: 'diagnostics.rewardBaseline',
    },
    { tex: 'A_i', meaning: 'the push, and its noise', figure: 'diagnostics.advantageSpread' },
  ],
};
