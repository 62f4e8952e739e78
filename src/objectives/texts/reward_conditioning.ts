// What is said of Reward conditioning.
import type { MethodTexts } from './method_texts.ts';
import { REWARD } from './terms.ts';

export const rewardConditioning: MethodTexts = {
  summary:
    'Learns all samples by plain maximum likelihood, each behind a control token that says how good it was, and then asks for the best kind.',
  equation:
    '\\sum_i \\Bigl(\\frac{1}{n} + \\beta \\hat w_i\\Bigr) \\nabla_\\theta \\log q_\\theta(y_i \\mid \\mathrm{tag}(r_i), x)',
  source: 'Lu et al. 2022, eq. 2; Korbak et al. 2023, section 2',
  paragraph:
    'Every sample is put behind a control token that says how good it was, by quantiles of all rewards so far, and the policy learns all of them by plain maximum likelihood. Nothing is pushed down. To get good responses, one asks for the best token. As in Quark a term holds the policy near the prior; new samples are drawn behind the best token each round.',
  terms: [
    {
      tex: '\\tfrac{1}{n}',
      meaning: 'maximum likelihood of every sample behind its tag',
      figure: 'diagnostics.negativeLogLikelihood',
    },
    { tex: '\\beta \\hat w_i', meaning: 'pull to the prior', figure: 'diagnostics.klToPrior' },
    REWARD,
  ],
  elsewhere:
    'Log-probs are without tags here; in a run of its own each sample stands behind the tag of its reward.',
};
