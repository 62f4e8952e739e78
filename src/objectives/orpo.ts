// ORPO (Hong et al. 2024, eqs. 4, 6, 7): with m the mean token log-prob and odds = P / (1 - P), P = exp(m),
//   Loss = -m_w - lambda log sigmoid(log odds_w - log odds_l),   d log odds / dm = 1 / (1 - P).
// No prior: the likelihood of the chosen response is what holds the policy.
import { real } from '../settings/setting.ts';
import { checkGroup, finiteResult } from './checks.ts';
import { logisticLoss } from './dpo.ts';
import { hues } from './hues.ts';
import { meanLogProbs } from './lengths.ts';
import { method } from './method.ts';
import { pairwise, rankedPairs } from './pairs.ts';
import { pairSource, preferenceCount, preferenceNoise } from './shared_settings.ts';

/** 1 - exp(m) for m <= 0, without cancellation; kept above 0, since a float32 log-prob may round to exactly 0. */
const complement = (m: number) => Math.max(-Math.expm1(m), 1e-7);

export const orpo = method({
  label: 'ORPO',
  family: 'Pairs',
  settings: {
    orpoLambda: {
      ...real(0.001, 100),
      default: 0.1,
      symbol: '\\lambda',
      label: 'ORPO lambda',
      live: true,
      explanation: 'Weight of the odds-ratio term beside the likelihood of the chosen response.',
      source: 'Hong et al. 2024, eq. 6: 0.1',
    },
    pairSource,
    preferenceCount,
    preferenceNoise,
  },
  hue: hues.olive,
  marker: 'cross',
  telling: 'chosenLogProb',
  paired: true,
  search: { orpoLambda: { log: [0.1, 30] } },
  learnsWithoutPrior: true,
  samplesFrom: ({ pairSource }) => pairSource,
  rule(group, settings) {
    checkGroup(group);
    const { meanLogProb, slope } = meanLogProbs(group, settings);
    const ranked = rankedPairs(group);
    const usable = ranked.pairs.filter(({ winner, loser }) =>
      [winner, loser].every((i) => Number.isFinite(group.logPolicy[i])),
    );
    const result = pairwise({
      group,
      ranked: { ...ranked, pairs: usable },
      quantity: meanLogProb.map((m) => m - Math.log(complement(m))),
      quantitySlope: meanLogProb.map((m, i) => slope[i] / complement(m)),
      lossOf: (d) => {
        const { loss, slope } = logisticLoss(d, 1);
        return { loss: settings.orpoLambda * loss, slope: settings.orpoLambda * slope };
      },
    });
    const coefficients = [...result.coefficients];
    let likelihood = 0;
    for (const { winner } of usable) {
      coefficients[winner] += slope[winner] / usable.length;
      likelihood += meanLogProb[winner] / usable.length;
    }
    return finiteResult({
      ...result,
      coefficients,
      loss: result.loss - likelihood,
      diagnostics: { ...result.diagnostics, chosenMeanLogProb: likelihood },
    });
  },
});
