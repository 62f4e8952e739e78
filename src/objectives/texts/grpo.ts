// What is said of GRPO.
import type { MethodTexts } from './method_texts.ts';
import { RATIO } from './terms.ts';

export const grpo: MethodTexts = {
  summary:
    'Standardises the rewards of a prompt’s samples into advantages and takes PPO’s clipped step on each token, with a penalty for leaving the prior in place of a value head.',
  equation:
    '\\frac{1}{n} \\sum_i \\frac{1}{T_i} \\sum_t \\bigl(\\rho_{it} A_i \\mathbf{1}[\\text{not clipped}] + \\beta (e^{p_{it} - l_{it}} - 1)\\bigr) \\nabla_\\theta \\log q_\\theta(y_{it} \\mid x, y_{i<t})',
  source: 'Shao et al. 2024, eqs. 3 and 4',
  paragraph:
    'Group relative policy optimisation drops PPO’s value head: the advantage of every token of a response is its reward, standardised over the prompt’s samples. The step is PPO’s, clipped per token, with a penalty for leaving the prior in the loss rather than in the reward. Dividing by the spread makes easy and hard prompts push alike.',
  terms: [
    RATIO,
    { tex: 'A_i', meaning: 'standardised reward', figure: 'diagnostics.rewardSpread' },
    { tex: '\\beta\\, k_3', meaning: 'penalty for leaving the prior', figure: 'diagnostics.tokenKl' },
  ],
};
