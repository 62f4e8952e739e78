// What is said of GDC++.
import type { MethodTexts } from './method_texts.ts';
import { PARTITION, TARGET_WEIGHT } from './terms.ts';

export const gdcPlusPlus: MethodTexts = {
  summary:
    "GDC with a baseline: the policy's own importance weight is subtracted from the target's, neither normalised over the samples.",
  equation:
    "\\frac{1}{n} \\sum_i \\frac{P(y_i \\mid x) - Z\\, q_\\theta(y_i \\mid x)}{Z\\, q'(y_i \\mid x)} \\nabla_\\theta \\log q_\\theta(y_i \\mid x)",
  source: 'Korbak et al. 2022; Pandey et al. 2024, eq. 8',
  paragraph:
    'GDC with a baseline: from each weight the policy’s own importance weight q/q′ is subtracted, so that samples the target wants less than the policy does are pushed down. On the policy’s own samples this is the advantage P/q − Z. Neither part is normalised over the samples, so the weights stay as heavy-tailed as the importance ratios are.',
  terms: [
    TARGET_WEIGHT,
    { tex: "q_\\theta / q'", meaning: 'the baseline', figure: 'diagnostics.clippedWeights' },
    PARTITION,
    { tex: "q' \\leftarrow q_\\theta", meaning: 'the gate', figure: 'diagnostics.gateGain' },
  ],
  elsewhere:
    'Z is estimated from the samples this run trains on; for a prompt that was sampled once that makes GDC++ equal to BRAIn w/o self-normalisation. A run of its own starts Z from other samples.',
};
