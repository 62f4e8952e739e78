// What is said of Best-of-n.
import type { MethodTexts } from './method_texts.ts';

export const bestOfN: MethodTexts = {
  summary:
    'Trains nothing: draws n responses from the prior and returns the one with the highest reward. It pays at every answer what the others pay once.',
  equation: '0, \\qquad y = \\arg\\max_{i \\le n} r(x, y_i), \\quad y_i \\sim p',
  source: 'Stiennon et al. 2020; Beirami et al. 2024, Theorem 1',
  paragraph:
    'No training at all: n responses are drawn from the prior and the one with the highest reward is returned. It is hard to beat for small budgets of divergence and costs n times the sampling at every answer. Each step of this run doubles n; the divergence that is drawn is the upper bound log n − (n − 1)/n, and on strings the Exact page has the true one.',
  terms: [
    { tex: '\\max_i r_i', meaning: 'reward of the answer', figure: 'diagnostics.bestReward' },
    { tex: '\\log n - \\tfrac{n-1}{n}', meaning: 'bound of the divergence', figure: 'diagnostics.klBound' },
  ],
};
