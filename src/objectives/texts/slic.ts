// What is said of SLiC-HF.
import type { MethodTexts } from './method_texts.ts';
import { PAIR } from './terms.ts';

export const slic: MethodTexts = {
  summary:
    'Asks that the better response be likelier than the worse one by a margin, then leaves the pair alone; a likelihood term on the best response holds the policy where good text is.',
  equation:
    '\\mathbf{1}[\\delta > \\log \\tfrac{q_\\theta(y_w)}{q_\\theta(y_l)}]\\, \\nabla_\\theta \\log \\frac{q_\\theta(y_w \\mid x)}{q_\\theta(y_l \\mid x)} + \\lambda \\nabla_\\theta \\log q_\\theta(y_{\\mathrm{ref}} \\mid x)',
  source: 'Zhao et al. 2023, eq. 4',
  paragraph:
    'Sequence likelihood calibration asks that the better response of a pair be likelier than the worse one by a margin δ, and leaves the pair alone once it is. The prior plays no part in the margin; what keeps the policy on good text is a likelihood term on the best response. It is often confused with RSO’s hinge, which does measure against the prior.',
  terms: [
    {
      tex: '\\delta - \\log \\tfrac{q_w}{q_l}',
      meaning: 'what is missing to the margin',
      figure: 'diagnostics.margin',
    },
    PAIR,
    { tex: '\\lambda', meaning: 'weight of the likelihood term', figure: 'loss' },
  ],
};
