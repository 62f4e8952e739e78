// What is said of DPO.
import type { MethodTexts } from './method_texts.ts';
import { MARGIN, PAIR, WON } from './terms.ts';

export const dpo: MethodTexts = {
  summary:
    'Takes pairs that another policy wrote, and widens the margin by which the policy, measured against the prior, prefers the chosen response of each.',
  equation:
    '\\beta\\, \\sigma(-m)\\, \\bigl(\\nabla_\\theta \\log q_\\theta(y_w \\mid x) - \\nabla_\\theta \\log q_\\theta(y_l \\mid x)\\bigr)',
  source: 'Rafailov et al. 2023, eq. 7',
  paragraph:
    'Direct preference optimisation reads a reward out of the policy itself, β times the log-ratio to the prior, and fits it to pairs that other writers wrote and somebody labelled. It needs no sampling and no reward model, but it learns about responses the policy may never write, and nothing stops a margin from growing on pairs that are already won: both log-probs often fall.',
  terms: [MARGIN, WON, PAIR],
  elsewhere: 'These samples are ranked by the reward here; a run of its own trains on preference data.',
};
