// What a Gaussian experiment shows, as sentences with its own numbers; each says what these numbers say, not what the
// paper expects.
import type { EstimatorName } from '../../gaussian/estimators.ts';
import { baselineCrossing, trueGradient } from '../../gaussian/exact.ts';
import type { GaussianResult } from '../../gaussian/experiment.ts';
import type { GaussianOptions } from '../../gaussian/settings.ts';
import type { Quantity } from '../../gaussian/summary.ts';
import { formatNumber } from '../charts/number_format.ts';

export interface Finding {
  readonly title: string;
  readonly text: string;
}

const STRINGS = {
  nearPolicy: (theta: string) => `Near the policy (θ = ${theta})`,
  nearTarget: (theta: string) => `Near the target (θ = ${theta})`,
  variances: (brain: string, gdcpp: string, gdc: string) =>
    `Variance ${brain} for BRAIn, ${gdcpp} for GDC++ and ${gdc} for GDC (closed forms).`,
  brainLower: (factor: string, other: string) => `BRAIn’s is ${factor} times lower than ${other}’s.`,
  brainHigher: (other: string) =>
    `${other} has the lower variance: where its weights hardly vary, normalising them by their own sum only adds noise.`,
  same: (other: string) => `The difference from ${other} is within the error.`,
  biasTitle: 'The price: bias',
  bias: (first: string, atFirst: string, last: string, atLast: string, truth: string) =>
    `BRAIn’s mean is ${first} at θ = ${atFirst} and ${last} at θ = ${atLast}, where the gradient of the plain KL is ${truth}. It is unbiased for another objective, the self-normalised KL (Theorem 4.2). Part of its low variance is this shrinkage,`,
  fairer: (theta: string, brainMse: string, gdcMse: string, brainSpread: string, gdcSpread: string) =>
    `so compare errors too: at θ = ${theta} its mean squared error is ${brainMse} (GDC ${gdcMse}), its std/|mean| ${brainSpread} (GDC ${gdcSpread}).`,
  tailsTitle: 'Heavy tails',
  tails: (theta: string, exact: string, measured: string, repeats: string) =>
    `At θ = ${theta} GDC’s exact variance is ${exact}; these ${repeats} repeats measured ${measured}. A few rare, large weights decide: a run that misses them underestimates the variance and its own error bar. Another seed gives another number.`,
  crossing: (theta: string) =>
    `GDC++’s baseline lowers the variance from θ = ${theta} on, and raises it below.`,
} as const;

export function varianceFindings(result: GaussianResult, options: GaussianOptions): Finding[] {
  const { policyMean, thetas, repeats } = options;
  const target = closest(thetas, 0);
  const policy = closest(thetas, policyMean);
  const theta = (i: number) => formatNumber(thetas[i]);
  const measured = (name: EstimatorName, quantity: Quantity, i: number) =>
    `${formatNumber(result[name][quantity][i])} ± ${formatNumber(result[name].standardError[quantity][i], 1)}`;
  const exact = (name: 'gdc' | 'gdc++', i: number) => formatNumber(result.exact[name].variance[i]);
  const variances = (i: number) =>
    STRINGS.variances(measured('brain', 'variance', i), exact('gdc++', i), exact('gdc', i));
  const crossing = baselineCrossing(policyMean, Math.min(...thetas), Math.max(...thetas));

  const findings: Finding[] = [
    {
      title: STRINGS.nearPolicy(theta(policy)),
      text: `${variances(policy)} ${comparison(result, policy)}`,
    },
  ];
  if (target !== policy) {
    findings.push({
      title: STRINGS.nearTarget(theta(target)),
      text: [
        variances(target),
        comparison(result, target),
        crossing === undefined ? '' : STRINGS.crossing(crossing.toFixed(3)),
      ].join(' '),
    });
  }
  findings.push(
    {
      title: STRINGS.biasTitle,
      text: `${STRINGS.bias(
        measured('brain', 'mean', target),
        theta(target),
        measured('brain', 'mean', policy),
        theta(policy),
        formatNumber(trueGradient(policyMean)),
      )} ${STRINGS.fairer(
        theta(policy),
        measured('brain', 'mse', policy),
        exact('gdc', policy),
        measured('brain', 'relativeSpread', policy),
        measured('gdc', 'relativeSpread', policy),
      )}`,
    },
    {
      title: STRINGS.tailsTitle,
      text: STRINGS.tails(
        theta(policy),
        exact('gdc', policy),
        measured('gdc', 'variance', policy),
        repeats.toLocaleString('en'),
      ),
    },
  );
  return findings;
}

/** BRAIn's variance against GDC's closed form; a difference below two standard errors is none. */
function comparison(result: GaussianResult, i: number): string {
  const brain = result.brain.variance[i];
  const gdc = result.exact.gdc.variance[i];
  if (Math.abs(brain - gdc) < 2 * result.brain.standardError.variance[i]) return STRINGS.same('GDC');
  return brain < gdc ? STRINGS.brainLower(formatNumber(gdc / brain, 2), 'GDC') : STRINGS.brainHigher('GDC');
}

function closest(values: readonly number[], to: number): number {
  let best = 0;
  for (const [i, value] of values.entries()) if (Math.abs(value - to) < Math.abs(values[best] - to)) best = i;
  return best;
}
