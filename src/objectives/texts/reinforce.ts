// What is said of REINFORCE with KL.
import type { MethodTexts } from './method_texts.ts';
import { PENALISED } from './terms.ts';

export const reinforce: MethodTexts = {
  summary:
    'Pushes each of the policy’s own samples by how much its reward, less the price of leaving the prior, beats a running average.',
  equation:
    '\\frac{1}{n} \\sum_i (R_i - b)\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x), \\quad R_i = r_i - \\gamma \\log \\tfrac{q_\\theta(y_i)}{p(y_i)}',
  source: 'Williams 1992; Ziegler et al. 2019, eq. 2',
  paragraph:
    'The plain policy gradient. Each of the policy’s own samples is pushed by its reward, less γ times its log-ratio to the prior, less a running average of that. It is an unbiased step towards the same posterior BRAIn aims at, as long as the samples are really the policy’s own; with many steps on one round they no longer are.',
  terms: [
    PENALISED,
    { tex: 'b', meaning: 'running average', figure: 'diagnostics.rewardBaseline' },
    { tex: 'R_i - b', meaning: 'the push, and its noise', figure: 'diagnostics.advantageSpread' },
  ],
  elsewhere: 'The baseline is the mean of these samples here; in a run of its own it is a running mean.',
};
