// What is said of GDC.
import type { MethodTexts } from './method_texts.ts';
import { PARTITION, TARGET_WEIGHT } from './terms.ts';

export const gdc: MethodTexts = {
  summary:
    'Weighs each sample by how much likelier it is under the target than under the proposal, with no baseline; the proposal moves only when a divergence gate says the policy is closer.',
  equation:
    "\\frac{1}{n} \\sum_i \\frac{P(y_i \\mid x)}{Z\\, q'(y_i \\mid x)} \\nabla_\\theta \\log q_\\theta(y_i \\mid x)",
  source: 'Khalifa et al. 2021, Algorithm 1',
  paragraph:
    'Generative distributional control, or distributional policy gradient, weighs each sample by how much likelier it is under the target than under the proposal, which needs the target’s normalisation Z. There is no baseline, so all pushes are upward. The policy becomes the new proposal only when a gate, judged on fresh samples, finds it closer to the target than the present proposal is.',
  terms: [
    TARGET_WEIGHT,
    PARTITION,
    {
      tex: "q' \\leftarrow q_\\theta",
      meaning: 'the gate: how much closer the policy is',
      figure: 'diagnostics.gateGain',
    },
  ],
  elsewhere:
    'Z is estimated from the samples this run trains on; for a prompt that was sampled once that makes GDC equal to BRAIn w/o baseline. A run of its own starts Z from other samples.',
};
