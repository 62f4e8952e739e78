// What is said of RSO.
import type { MethodTexts } from './method_texts.ts';
import { PAIR } from './terms.ts';

export const rso: MethodTexts = {
  summary:
    'Draws many candidates from the prior, accepts the good ones by rejection sampling as if from the posterior, and then prefers the better one of each accepted pair.',
  equation:
    '\\gamma\\, \\sigma(-\\gamma d)\\, \\bigl(\\nabla_\\theta \\log q_\\theta(y_w \\mid x) - \\nabla_\\theta \\log q_\\theta(y_l \\mid x)\\bigr)',
  source: 'Liu et al. 2023, Algorithm 1',
  paragraph:
    'Statistical rejection sampling optimisation draws many candidates from the prior and keeps each with a probability that grows with its reward, so that the kept ones are distributed like samples of the posterior. These are paired, ranked by the reward and learnt with DPO’s logistic loss or a hinge. The price is paid in samples that are thrown away.',
  terms: [
    {
      tex: 'e^{(r - r_{\\max})/\\beta}',
      meaning: 'chance of being accepted',
      figure: 'diagnostics.acceptanceRate',
    },
    { tex: '\\gamma d', meaning: 'scaled margin', figure: 'diagnostics.margin' },
    PAIR,
  ],
  elsewhere:
    'These samples did not pass rejection sampling; in a run of its own only accepted prior samples are paired.',
};
