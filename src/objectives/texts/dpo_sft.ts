// What is said of DPO-sft.
import { dpo } from './dpo.ts';
import type { MethodTexts } from './method_texts.ts';
import { MARGIN, PAIR, WON } from './terms.ts';

export const dpoSft: MethodTexts = {
  summary:
    'Pairs samples of the prior, and widens the margin by which the policy prefers the better one of each pair; by how much it is better plays no part.',
  equation: dpo.equation,
  source: 'Rafailov et al. 2023, eq. 7; Pandey et al. 2024, section 5.2',
  paragraph:
    'DPO on samples of the prior, paired at random and ranked by the reward. Of each pair the better one is pushed up and the worse one down, as long as the margin has not grown large; by how much it is better plays no part. With β = 1 this is BRAIn with two samples and all posterior weight on the winner (Theorem 5.3).',
  terms: [MARGIN, WON, PAIR],
};
