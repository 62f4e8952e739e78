// SLiC-HF (Zhao et al. 2023, eq. 4): max(0, delta - l_w + l_l) over the pairs, minus lambda times the log-prob of the
// best sample (the mean of the chosen ones where the data are preferences). The prior plays no part in the margin.
import { mean } from '../math/statistics.ts';
import { real } from '../settings/setting.ts';
import { checkGroup, finiteResult } from './checks.ts';
import { hues } from './hues.ts';
import { method } from './method.ts';
import { pairwise, rankedPairs } from './pairs.ts';
import { pairSource, preferenceCount, preferenceNoise } from './shared_settings.ts';

export const slic = method({
  label: 'SLiC-HF',
  family: 'Pairs',
  settings: {
    slicDelta: {
      ...real(0.01, 100),
      default: 1,
      symbol: '\\delta',
      label: 'SLiC margin',
      unit: 'nats',
      live: true,
      explanation: 'Pairs whose log-probs differ by more than this are left alone.',
      source: 'Zhao et al. 2023, eq. 4: 1',
    },
    slicLambda: {
      ...real(0, 10, 'linear'),
      default: 0.1,
      symbol: '\\lambda',
      label: 'SLiC regulariser',
      live: true,
      explanation: 'Weight of the maximum-likelihood term on the best sample.',
      source: 'Zhao et al. 2023, eq. 4: 0.1',
    },
    pairSource,
    preferenceCount,
    preferenceNoise,
  },
  hue: hues.olive,
  marker: 'triangle',
  telling: 'chosenLogProb',
  paired: true,
  search: { slicDelta: { log: [0.3, 10] }, slicLambda: { linear: [0, 1] } },
  kinked: true,
  learnsWithoutPrior: true,
  samplesFrom: ({ pairSource }) => pairSource,
  rule(group, { slicDelta, slicLambda }) {
    checkGroup(group);
    const ranked = rankedPairs(group);
    const result = pairwise({
      group,
      ranked,
      quantity: group.logPolicy,
      lossOf: (d) => ({ loss: Math.max(0, slicDelta - d), slope: d < slicDelta ? -1 : 0 }),
    });
    const best = group.reward.indexOf(group.reward.reduce((a, b) => Math.max(a, b)));
    const references = (group.pairs?.map(({ winner }) => winner) ?? [best]).filter((i) =>
      Number.isFinite(group.logPolicy[i]),
    );
    if (result.diagnostics.skipped || references.length === 0) return result;
    const coefficients = [...result.coefficients];
    for (const i of references) coefficients[i] += slicLambda / references.length;
    return finiteResult({
      ...result,
      coefficients,
      loss: result.loss - slicLambda * mean(references.map((i) => group.logPolicy[i])),
    });
  },
});
