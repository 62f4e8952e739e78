// SimPO (Meng et al. 2024, eq. 6): with m = log q_theta(y | x) / T, the mean token log-prob,
//   Loss = -log sigmoid(beta (m_w - m_l) - target),   c_w = beta sigmoid(target - beta (m_w - m_l)) / T_w.
// No prior: dividing by the length and the target margin are all that holds the policy.
import { sigmoid, softplus } from '../math/log_space.ts';
import { real } from '../settings/setting.ts';
import { checkGroup } from './checks.ts';
import { hues } from './hues.ts';
import { meanLogProbs } from './lengths.ts';
import { method } from './method.ts';
import { pairwise, rankedPairs } from './pairs.ts';
import { pairSource, preferenceCount, preferenceNoise } from './shared_settings.ts';

export const simpo = method({
  label: 'SimPO',
  family: 'Pairs',
  settings: {
    simpoBeta: {
      ...real(0.01, 100),
      default: 2,
      symbol: '\\beta_{\\mathrm{SimPO}}',
      label: 'SimPO beta',
      live: true,
      explanation: 'Scale of the margin between the mean log-probs.',
      source: 'Meng et al. 2024, section 2.4: 2',
    },
    simpoMargin: {
      ...real(0, 20, 'linear'),
      default: 0.5,
      symbol: '\\mu',
      label: 'Target margin',
      live: true,
      explanation: 'The scaled margin at which a pair is even: a larger one asks for a clearer lead.',
      source: 'Meng et al. 2024, section 2.3: 0.5',
    },
    pairSource,
    preferenceCount,
    preferenceNoise,
  },
  hue: hues.olive,
  marker: 'star',
  telling: 'margin',
  paired: true,
  learnsWithoutPrior: true,
  search: { simpoBeta: { log: [0.3, 10] }, simpoMargin: { linear: [0, 2] } },
  samplesFrom: ({ pairSource }) => pairSource,
  rule(group, { simpoBeta, simpoMargin, ...settings }) {
    checkGroup(group);
    const { meanLogProb, slope } = meanLogProbs(group, settings);
    return pairwise({
      group,
      ranked: rankedPairs(group),
      quantity: meanLogProb,
      quantitySlope: slope,
      lossOf: (d) => {
        const lead = simpoBeta * d - simpoMargin;
        return { loss: softplus(-lead), slope: -simpoBeta * sigmoid(-lead) };
      },
    });
  },
});
