// RSO's losses (Liu et al. 2023, section 3) on pairs of the samples that statistical rejection accepted, d = h_w - h_l:
//   sigmoid-norm: -log sigmoid(gamma d)      hinge-norm: max(0, 1 - gamma d)
// The hinge is often miscalled SLiC; SLiC has no prior in its margin and a likelihood term.
import { choice, integer, real } from '../settings/setting.ts';
import { checkGroup } from './checks.ts';
import { logisticLoss } from './dpo.ts';
import { hues } from './hues.ts';
import { method } from './method.ts';
import { logRatios, pairwise, rankedPairs } from './pairs.ts';

export const rso = method({
  label: 'RSO',
  family: 'Pairs',
  settings: {
    rsoLoss: {
      ...choice(['sigmoid-norm', 'hinge-norm'], 'sigmoid-norm'),
      label: 'RSO loss',
      live: true,
      explanation: "Logistic loss on the normalised margin (DPO's), or a hinge.",
      source: 'Liu et al. 2023, section 3',
    },
    rsoBeta: {
      ...real(0.01, 100),
      default: 0.5,
      symbol: '\\beta_{\\mathrm{RSO}}',
      label: 'Rejection temperature',
      unit: 'reward',
      live: true,
      explanation:
        'A candidate is accepted with probability exp((r - r max) / beta): small values accept only the best.',
      source: 'Liu et al. 2023, Algorithm 1: 0.5',
    },
    rsoGamma: {
      ...real(0.001, 100),
      default: 0.05,
      symbol: '\\gamma_{\\mathrm{RSO}}',
      label: 'RSO margin scale',
      live: true,
      explanation: 'Inverse temperature of the normalised margin in the loss.',
      source: 'Liu et al. 2023, section 4: 0.05',
    },
    rsoCandidates: {
      ...integer(2, 512, 'log'),
      default: 64,
      label: 'Candidates',
      unit: 'samples',
      live: true,
      explanation:
        'Prior samples per prompt from which the accepted ones are kept; at least the samples per prompt.',
      source: 'Liu et al. 2023, section 4: 64 to 8',
    },
    rsoPairing: {
      ...choice(['first-round', 'tournament'], 'first-round'),
      label: 'Pairs by',
      live: true,
      explanation:
        'Disjoint pairs (n / 2), or a knock-out tournament in which winners meet again (n - 1 pairs).',
      source: 'Liu et al. 2023, section 3.3',
    },
  },
  hue: hues.magenta,
  marker: 'circle',
  telling: 'acceptanceRate',
  paired: true,
  search: {
    rsoGamma: { log: [0.05, 5] },
    rsoBeta: { log: [0.2, 4] },
    rsoLoss: { options: ['sigmoid-norm', 'hinge-norm'] },
    rsoPairing: { options: ['first-round', 'tournament'] },
  },
  kinked: true,
  samplesFrom: 'rejection',
  conflict: ({ rsoCandidates, samplesPerPrompt }) =>
    rsoCandidates < samplesPerPrompt
      ? `invalid rsoCandidates: ${rsoCandidates} (expected at least ${samplesPerPrompt}, the samples per prompt that are accepted)`
      : undefined,
  rule(group, { rsoLoss, rsoGamma, rsoPairing }) {
    checkGroup(group);
    return pairwise({
      group,
      ranked: rankedPairs(group, rsoPairing),
      quantity: logRatios(group),
      lossOf: (d) => {
        if (rsoLoss === 'sigmoid-norm') return logisticLoss(d, rsoGamma);
        const slack = 1 - rsoGamma * d;
        return { loss: Math.max(0, slack), slope: slack > 0 ? -rsoGamma : 0 };
      },
    });
  },
});
