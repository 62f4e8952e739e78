// What is said of PPO.
import type { MethodTexts } from './method_texts.ts';
import { RATIO } from './terms.ts';

export const ppo: MethodTexts = {
  summary:
    'Estimates with a value head how much better each token turned out than expected, and moves its probability that way, but never by more than the clip allows.',
  equation:
    '\\frac{1}{\\sum_i T_i} \\sum_{i, t} \\rho_{it} A_{it}\\, \\mathbf{1}[\\text{not clipped}]\\, \\nabla_\\theta \\log q_\\theta(y_{it} \\mid x, y_{i<t})',
  source: 'Schulman et al. 2017, eq. 7; Ziegler et al. 2019, eq. 2',
  paragraph:
    'Proximal policy optimisation pays the reward at the last token and charges each token for leaving the prior. A value head on the same network learns what to expect from each prefix; advantages say how much better it went. Each token’s probability moves with its advantage, but no further than the clip allows in one round, so that several steps can be taken on the same samples.',
  terms: [
    RATIO,
    { tex: 'A', meaning: 'advantage over the value head’s expectation', figure: 'diagnostics.valueLoss' },
    {
      tex: '\\beta\\, \\mathrm{KL}',
      meaning: 'price of leaving the prior',
      figure: 'diagnostics.klCoefficient',
    },
  ],
  elsewhere:
    'There is no value head here, so values count as 0 and advantages are whitened over these samples alone.',
};
