// RLOO (Kool et al. 2019; Ahmadian et al. 2024, eq. 6): c_i = (R_i - b_i) / n with R = r - gamma (l - p) and the mean
// b_i of the other n - 1 samples' R, both held constant.
import { minus, over, total } from '../math/formula.ts';
import { hues } from './hues.ts';
import { method } from './method.ts';
import { advantageRule, PENALISED_REWARD } from './policy_gradient.ts';
import { PENALISED } from './terms.ts';

export const rloo = method({
  label: 'RLOO',
  family: 'Policy gradient',
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
  settings: {},
  hue: hues.brown,
  marker: 'triangle',
  telling: 'penalisedReward',
  holdsPolicy: true,
  samplesFrom: 'policy',
  ...advantageRule(over(minus(total(PENALISED_REWARD), PENALISED_REWARD), minus('n', 1))),
});
