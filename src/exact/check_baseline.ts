// Eqs. 9 and 10: the score has mean zero under the policy, and the importance-weighted score under the proposal. So a
// baseline without self-normalisation does not change the mean of the gradient.
import { compared, type TheoremCheck } from './check.ts';
import { addUpdate } from './tuples.ts';
import { tableWorld } from './world.ts';

const TOLERANCE = 1e-14;

export const scoreHasZeroMean: TheoremCheck = {
  id: 'equation-10',
  title: 'Equations 9 and 10',
  statement:
    'The score ∇ log q has mean zero under the policy. Samples of the proposal need their importance weight q/q′ for that.',
  equation:
    "\\mathbb{E}_{q'}\\Bigl[ \\frac{q_\\theta(y)}{q'(y)} \\nabla_\\theta \\log q_\\theta(y) \\Bigr] = \\mathbb{E}_{q_\\theta} \\nabla_\\theta \\log q_\\theta(y) = 0",
  source: 'Eqs. 8-10',
  breakReason:
    'The importance weights are left out: under the proposal the plain score has mean q′ − q, not zero, and subtracting it would bias the gradient.',
  run(settings, broken) {
    const { logPolicy, logProposal } = tableWorld(settings);
    const mean = new Float64Array(settings.outcomes);
    logProposal.forEach((s, y) => {
      const weight = broken ? 1 : Math.exp(logPolicy[y] - s);
      addUpdate(mean, logPolicy, [y], [weight], Math.exp(s));
    });
    return compared(
      { label: 'mean score', values: mean },
      { label: 'zero', values: new Float64Array(settings.outcomes) },
      TOLERANCE,
      'The largest component. The sentence after eq. 10 (“no bias”) holds for this baseline; the self-normalised one of eq. 11 trades it for Theorem 4.2.',
    );
  },
};
