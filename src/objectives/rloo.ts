// RLOO (Kool et al. 2019; Ahmadian et al. 2024, eq. 6): c_i = (R_i - b_i) / n with R = r - gamma (l - p) and the mean
// b_i of the other n - 1 samples' R, both held constant.
import { minus, over, total } from '../math/formula.ts';
import { hues } from './hues.ts';
import { method } from './method.ts';
import { advantageRule, PENALISED_REWARD } from './policy_gradient.ts';

export const rloo = method({
  label: 'RLOO',
  family: 'Policy gradient',
  settings: {},
  hue: hues.brown,
  marker: 'triangle',
  telling: 'penalisedReward',
  holdsPolicy: true,
  samplesFrom: 'policy',
  ...advantageRule(over(minus(total(PENALISED_REWARD), PENALISED_REWARD), minus('n', 1))),
});
