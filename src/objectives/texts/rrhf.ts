// What is said of RRHF.
import type { MethodTexts } from './method_texts.ts';

export const rrhf: MethodTexts = {
  summary:
    'Ranks the policy’s own average log-probs as the rewards rank the responses: wherever a worse response is likelier than a better one, it trades the two; and it fine-tunes on the best.',
  equation:
    '\\sum_{r_i < r_j} \\mathbf{1}[m_i > m_j]\\, (\\nabla_\\theta m_j - \\nabla_\\theta m_i) + \\nabla_\\theta \\log q_\\theta(y_{\\mathrm{best}} \\mid x)',
  source: 'Yuan et al. 2023, eqs. 2-4',
  paragraph:
    'Rank responses to align human feedback compares the policy’s average log-probs of a prompt’s samples with their rewards. Wherever a worse response is likelier per token than a better one, it trades the two; where the order is right it does nothing. A likelihood term on the best response is added. No prior, and no weight for how much better a response is.',
  terms: [
    { tex: 'm_i > m_j', meaning: 'pairs in the wrong order', figure: 'diagnostics.rankAccuracy' },
    { tex: 'm_i - m_j', meaning: 'by how much', figure: 'diagnostics.rankLoss' },
    { tex: 'y_{\\mathrm{best}}', meaning: 'the best sample', figure: 'diagnostics.bestLogProb' },
  ],
};
