// What is said of BRAIn w/o self-normalisation.
import type { MethodTexts } from './method_texts.ts';
import { ALPHA } from './terms.ts';

export const brainWithoutSelfNormalisation: MethodTexts = {
  summary:
    'Subtracts the plain importance weight of the policy instead of the self-normalised one: the same as BRAIn right after the proposal is refreshed, noisier as the policy drifts from it.',
  equation:
    "\\sum_i \\Bigl(\\hat\\alpha_{y_i} - \\tfrac{1}{n}\\tfrac{q_\\theta(y_i \\mid x)}{q'(y_i \\mid x)}\\Bigr) \\nabla_\\theta \\log q_\\theta(y_i \\mid x)",
  source: 'Pandey et al. 2024, section 7.3, Table 3',
  paragraph:
    'The same posterior weights α, but the baseline is the plain importance weight q/q′ divided by n. It is right on average, yet for one group of samples it may add up to much more or much less than one, so the pushes no longer cancel: all responses of a group can be pushed down, or all up. The paper’s Table 3 shows what that costs.',
  terms: [
    ALPHA,
    {
      tex: "\\tfrac{1}{n}\\, q_\\theta / q'",
      meaning: 'baseline without normalisation; it should sum to 1',
      figure: 'diagnostics.baselineSum',
    },
    { tex: '\\max', meaning: 'the heaviest weight', figure: 'diagnostics.largestWeight' },
  ],
};
