// What is said of KTO.
import type { MethodTexts } from './method_texts.ts';

export const kto: MethodTexts = {
  summary:
    'Needs no pairs: each response is labelled good or bad by itself, and its log-ratio to the prior is valued above or below a reference point, as prospect theory values gains and losses.',
  equation:
    '\\pm \\lambda\\, \\beta\\, \\sigma(z)\\, \\sigma(-z)\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x), \\quad z = \\pm \\beta (h_i - z_0)',
  source: 'Ethayarajh et al. 2024, section 4.1',
  paragraph:
    'Kahneman-Tversky optimisation needs no pairs, only responses marked desirable or not. The log-ratio to the prior is valued like a gain or a loss from a reference point, steep near it and flat far away, so that hopeless and long-won responses push little. The reference point is the policy’s own divergence from the prior, estimated on mismatched prompts and responses.',
  terms: [
    { tex: 'z_0', meaning: 'the reference point', figure: 'diagnostics.klBaseline' },
    { tex: '\\pm', meaning: 'desirable or not', figure: 'diagnostics.desirableShare' },
  ],
  elsewhere:
    'The reference point z₀ is the mean log-ratio of these samples here; in a run of its own it comes from mismatched pairs of the batch.',
};
