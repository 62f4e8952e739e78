// Beyond the paper: the estimators k1, k2 and k3 of KL(proposal, prior) on training samples of `strings`, beside the exact
// value.
import { mean, normalInterval, Z95 } from '../math/statistics.ts';
import { verdictOfGap } from './claims.ts';
import { outcomesOf } from './comparisons.ts';
import type { Experiment, FigureSeries } from './experiment.ts';
import type { KlRound } from './run_outcome.ts';
import { type RunOf, requestsOf } from './scale.ts';

const run: RunOf = { task: 'strings', method: 'brain' };
const ESTIMATORS = ['k1', 'k2', 'k3'] as const;
const DRAWN_AS = { k1: 'gdc', k2: 'dpo', k3: 'gdc++' } as const;

function errors(rounds: readonly KlRound[], name: (typeof ESTIMATORS)[number]) {
  const deviations = rounds.map(({ exact, estimates }) => estimates[name].mean - exact);
  return {
    bias: mean(deviations),
    /** Half the 95 % interval of the bias, from the standard errors of the estimates. */
    biasError:
      (Z95 * Math.hypot(...rounds.map(({ estimates }) => estimates[name].standardError))) / rounds.length,
    rootMeanSquare: Math.sqrt(mean(deviations.map((error) => error ** 2))),
    deviation: mean(rounds.map(({ estimates }) => estimates[name].deviation)),
  };
}

export const klEstimators: Experiment = {
  id: 'kl-estimators',
  title: 'KL estimators',
  subject: 'k1, k2 and k3 against the exact KL',
  paper: 'Not in the paper. Schulman (2020) proposes k2 and k3 as estimates of KL with less spread than k1.',
  expectation:
    'k1 and k3 around the exact line, k2 off it once the policy has moved. On whole sequences the spread of k3 is heavy-tailed: it wins near the prior and loses far from it.',
  requests: (scale) => requestsOf(scale, run),
  result(outcomes, scale) {
    const rounds = outcomesOf(outcomes, requestsOf(scale, run))
      .flatMap(({ klRounds }) => klRounds)
      .sort((a, b) => a.exact - b.exact);
    const widest = Math.max(0, ...rounds.map(({ exact }) => exact));
    const series = ESTIMATORS.map(
      (name): FigureSeries => ({
        label: name,
        method: DRAWN_AS[name],
        kind: 'points',
        points: rounds.map(({ exact, estimates, round }) => {
          const { low, high } = normalInterval(estimates[name]);
          return {
            x: exact,
            y: estimates[name].mean,
            yLow: low,
            yHigh: high,
            label: `round ${round}`,
          };
        }),
      }),
    );
    const summaries = rounds.length > 0 ? ESTIMATORS.map((name) => ({ name, ...errors(rounds, name) })) : [];
    const [k1, k2] = summaries;
    return {
      tables: [
        {
          title: 'Errors over all rounds',
          unit: 'nats',
          columns: ['Estimator', 'bias', 'root mean square error', 'deviation of one sample'],
          rows: ESTIMATORS.map((name, i) => ({
            label: name,
            cells: summaries[i]
              ? [
                  { value: summaries[i].bias },
                  { value: summaries[i].rootMeanSquare },
                  { value: summaries[i].deviation },
                ]
              : [{}, {}, {}],
          })),
        },
      ],
      figures: [
        {
          id: 'kl-estimators',
          title: 'Estimates of KL(proposal, prior) from training samples',
          x: { label: 'Exact KL(proposal, prior), nats' },
          y: { label: 'Estimate, nats' },
          series: [
            {
              label: 'exact',
              kind: 'line',
              dashed: true,
              points: [
                { x: 0, y: 0 },
                { x: widest, y: widest },
              ],
            },
            ...series,
          ],
        },
      ],
      claims: [
        {
          text: 'k2 is further from the exact KL than k1 on average',
          source: 'Schulman: k2 is biased, k1 is not',
          measured: k1
            ? `bias ${k2.bias.toFixed(3)} ± ${k2.biasError.toFixed(3)} against ${k1.bias.toFixed(3)} ± ${k1.biasError.toFixed(3)}`
            : '?',
          verdict: k1
            ? verdictOfGap(Math.abs(k2.bias) - Math.abs(k1.bias), Math.hypot(k1.biasError, k2.biasError))
            : 'waiting',
        },
      ],
    };
  },
};
