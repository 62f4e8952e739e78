// IPO (Azar et al. 2023, eq. 17): d = h_w - h_l, Loss = (d - 1 / (2 tau))^2. The original sums log-probs over tokens,
// TRL averages them; here the run's reduction decides.
import { real } from '../settings/setting.ts';
import { checkGroup } from './checks.ts';
import { hues } from './hues.ts';
import { method } from './method.ts';
import { logRatios, pairwise, rankedPairs } from './pairs.ts';
import { pairSource, preferenceCount, preferenceNoise } from './shared_settings.ts';
import { PAIR } from './terms.ts';

export const ipo = method({
  label: 'IPO',
  family: 'Pairs',
  summary:
    'Pulls the margin between the chosen and the rejected response to a fixed width instead of widening it without end, so that it cannot run away on pairs that are always won.',
  equation:
    '-2 \\Bigl(d - \\frac{1}{2\\tau}\\Bigr) \\bigl(\\nabla_\\theta \\log q_\\theta(y_w \\mid x) - \\nabla_\\theta \\log q_\\theta(y_l \\mid x)\\bigr)',
  source: 'Azar et al. 2023, eq. 17',
  paragraph:
    'Identity preference optimisation replaces DPO’s logistic by a square: the margin of every pair is pulled to 1/(2τ), from below and from above. A pair that is always won cannot drive the policy ever further from the prior, which is where DPO overfits. Here log-probs are summed or averaged over tokens as the run’s setting says.',
  terms: [
    { tex: 'd = h_w - h_l', meaning: 'margin of the log-ratios', figure: 'diagnostics.margin' },
    { tex: '1 / (2\\tau)', meaning: 'where it is pulled to', figure: 'loss' },
    PAIR,
  ],
  settings: {
    ipoTau: {
      ...real(0.01, 10),
      default: 0.1,
      symbol: '\\tau',
      label: 'IPO tau',
      live: true,
      explanation:
        'The margin between chosen and rejected is pulled to 1 / (2 tau): a small tau asks for a wide one.',
      source: 'Azar et al. 2023, eq. 17: 0.1',
    },
    pairSource,
    preferenceCount,
    preferenceNoise,
  },
  hue: hues.olive,
  marker: 'square',
  telling: 'margin',
  paired: true,
  search: { ipoTau: { log: [0.05, 2] } },
  samplesFrom: ({ pairSource }) => pairSource,
  rule(group, { ipoTau }) {
    checkGroup(group);
    return pairwise({
      group,
      ranked: rankedPairs(group),
      quantity: logRatios(group),
      lossOf: (d) => {
        const error = d - 1 / (2 * ipoTau);
        return { loss: error * error, slope: 2 * error };
      },
    });
  },
});
