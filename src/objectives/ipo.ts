// IPO (Azar et al. 2023, eq. 17): d = h_w - h_l, Loss = (d - 1 / (2 tau))^2. The original sums log-probs over tokens,
// TRL averages them; here the run's reduction decides.
import { real } from '../settings/setting.ts';
import { checkGroup } from './checks.ts';
import { hues } from './hues.ts';
import { method } from './method.ts';
import { logRatios, pairwise, rankedPairs } from './pairs.ts';
import { pairSource, preferenceCount, preferenceNoise } from './shared_settings.ts';

export const ipo = method({
  label: 'IPO',
  family: 'Pairs',
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
