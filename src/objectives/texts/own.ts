// What is said of Own rule.
import type { MethodTexts } from './method_texts.ts';

export const own: MethodTexts = {
  summary:
    'Pushes each sample by what your own expression says of its rewards and log-probs; the rule is read as a formula and never run as a program.',
  equation: '\\sum_i c_i\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x), \\quad c_i \\text{ as typed}',
  source: 'Ours; at first eq. 13 of Pandey et al. 2024',
  paragraph:
    'You write the coefficient of each sample as one expression over the vectors of its group: rewards, log-probs under prior, policy and proposal, and their shares. Everything else stays: the same samples, replay, optimiser and evaluation as for the other methods. Coefficients are held constant in each step, so the loss that is drawn is a surrogate, minus the sum of coefficient times log-prob: its slope is the update, and its value says little. A rule that leaves the numbers on a group is refused with the place in its text, and nothing is learnt from that batch.',
  terms: [
    { tex: 'c_i', meaning: 'the push on each sample', figure: 'diagnostics.largestPush' },
    {
      tex: '\\textstyle\\sum_i c_i',
      meaning: 'sum of the pushes; 0 where they cancel',
      figure: 'diagnostics.pushSum',
    },
    { tex: 'r', meaning: 'the reward', figure: 'meanReward' },
  ],
};
