// Findings of a Gaussian experiment, as sentences with its numbers. Each follows from the numbers, not from the paper's
// expectation.
import { ESTIMATORS, type EstimatorName } from '../../gaussian/estimators.ts';
import { baselineCrossing, gdcVariance, trueGradient } from '../../gaussian/exact.ts';
import type { GaussianResult, ShownEstimator } from '../../gaussian/experiment.ts';
import type { GaussianOptions } from '../../gaussian/settings.ts';
import type { Quantity } from '../../gaussian/summary.ts';
import { mean } from '../../math/statistics.ts';
import { formatNumber } from '../charts/number_format.ts';
import { ESTIMATOR_STYLES } from './estimators.ts';

export interface Finding {
  readonly title: string;
  /** What the numbers come to, in words. */
  readonly lead: string;
  readonly text: string;
}

const STRINGS = {
  nearPolicy: (theta: string) => `Closest to the policy: θ = ${theta}`,
  nearTarget: (theta: string) => `Closest to the target: θ = ${theta}`,
  variances: (brain: string, gdcpp: string, gdc: string) =>
    `The variance is ${brain} for BRAIn as measured; by their closed forms ${gdcpp} for GDC++ and ${gdc} for GDC.`,
  brainLower: (factor: string) => `BRAIn is ${factor} times less noisy than GDC.`,
  brainZero: 'BRAIn has no noise: its coefficients all cancel.',
  brainHigher: 'Plain GDC is less noisy than BRAIn.',
  whyHigher:
    'Where GDC’s weights hardly vary, dividing them by their sum and subtracting a baseline only adds noise.',
  same: 'BRAIn and GDC are equally noisy, within two standard errors.',
  misses: 'On average, BRAIn does not point exactly along the true gradient.',
  meets: 'On average, BRAIn points along the true gradient.',
  errsLeast: (name: string) => `Over this range, ${name} errs least.`,
  rests: 'Once the policy is the target, BRAIn rests and GDC does not.',
  rareWeights: 'A few rare, large weights decide what is measured for GDC.',
  crossing: (theta: string) =>
    `GDC++’s baseline lowers GDC’s variance from θ = ${theta} on, and raises it below.`,
  biasTitle: 'The price of self-normalising: bias',
  meanAt: (mean: string, theta: string) => `${mean} at θ = ${theta}`,
  and: ' and ',
  bias: (means: string, truth: string) =>
    `Downhill on the plain KL the true gradient is ${truth}. BRAIn’s mean is ${means}. It is unbiased for another objective, the self-normalised KL (Theorem 4.2).`,
  shrinkage: (theta: string, brainSpread: string, gdcSpread: string, brainMse: string, gdcMse: string) =>
    `Part of its low variance is this shrinkage, so look at two more figures at θ = ${theta}. Its std/|mean| is ${brainSpread} (GDC ${gdcSpread}). Its mean squared error is ${brainMse} (GDC ${gdcMse}).`,
  smallest: (name: string, value: string, brain: string) =>
    `Averaged over θ, ${name} has the smallest mean squared error: ${value}. BRAIn’s is ${brain}.`,
  smallestBrain: (value: string, runnerUp: string, runnerUpValue: string) =>
    `Averaged over θ, BRAIn has the smallest mean squared error: ${value}. Next is ${runnerUp} with ${runnerUpValue}.`,
  silence: (theta: string, gdc: string) =>
    `This leaves out the end of training: the policy is the target (set m = 0). There every coefficient of BRAIn and GDC++ is exactly 0, so training rests. GDC’s estimate at θ = ${theta} still has variance ${gdc}.`,
  baselineTitle: 'One gradient is not a training run',
  ownTitle: 'Your own rule',
  ownBetter: 'Averaged over θ, your rule errs less than BRAIn.',
  ownWorse: 'Averaged over θ, your rule errs more than BRAIn.',
  ownAlike: 'Your rule errs as BRAIn does.',
  ownAt: (theta: string, variance: string, bias: string) =>
    `At θ = ${theta} its variance is ${variance} and its bias ${bias}.`,
  ownErrors: (own: string, brain: string) =>
    `Averaged over θ, its mean squared error is ${own}; BRAIn’s is ${brain}.`,
  tailsTitle: 'Heavy tails',
  tails: (theta: string, exact: string, measured: string, repeats: string) =>
    `At θ = ${theta} GDC’s exact variance is ${exact}; these ${repeats} repeats measured ${measured}. A run that misses the rare weights underestimates the variance and its own error bar. Another seed gives another number.`,
} as const;

const plain = (value: number) => String(value === 0 ? 0 : value).replace('-', '−');

export function varianceFindings(result: GaussianResult, options: GaussianOptions): Finding[] {
  const { policyMean, samples, thetas, repeats } = options;
  const target = closest(thetas, 0);
  const policy = closest(thetas, policyMean);
  const theta = (i: number) => plain(thetas[i]);
  const measured = (name: ShownEstimator, quantity: Quantity, i: number) =>
    `${formatNumber(result[name]?.[quantity][i])} ± ${formatNumber(result[name]?.standardError[quantity][i], 2)}`;
  const exact = (name: 'gdc' | 'gdc++', i: number) => formatNumber(result.exact[name].variance[i]);
  const variances = (i: number) =>
    STRINGS.variances(measured('brain', 'variance', i), exact('gdc++', i), exact('gdc', i));
  const crossing = baselineCrossing(policyMean, Math.min(...thetas), Math.max(...thetas));

  const ofOwn = result.own && {
    title: STRINGS.ownTitle,
    lead: ownAgainstBrain(result.own.mse, result.brain.mse),
    text: [
      ...[...new Set([target, policy])].map((i) =>
        STRINGS.ownAt(theta(i), measured('own', 'variance', i), measured('own', 'bias', i)),
      ),
      STRINGS.ownErrors(formatNumber(mean(result.own.mse)), formatNumber(mean(result.brain.mse))),
    ],
  };

  const findings = [
    ...(ofOwn ? [ofOwn] : []),
    ...(policy === target
      ? []
      : [
          {
            title: STRINGS.nearPolicy(theta(policy)),
            lead: comparison(result, policy),
            text: [variances(policy), why(result, policy)],
          },
        ]),
    {
      title: STRINGS.nearTarget(theta(target)),
      lead: comparison(result, target),
      text: [
        variances(target),
        why(result, target),
        crossing === undefined ? '' : STRINGS.crossing(crossing.toFixed(3)),
      ],
    },
    {
      title: STRINGS.biasTitle,
      lead: isShrunk(result, policyMean, policy) ? STRINGS.misses : STRINGS.meets,
      text: [
        STRINGS.bias(
          [...new Set([target, policy])]
            .map((i) => STRINGS.meanAt(measured('brain', 'mean', i), theta(i)))
            .join(STRINGS.and),
          plain(trueGradient(policyMean)),
        ),
        isShrunk(result, policyMean, policy)
          ? STRINGS.shrinkage(
              theta(policy),
              measured('brain', 'relativeSpread', policy),
              measured('gdc', 'relativeSpread', policy),
              measured('brain', 'mse', policy),
              exact('gdc', policy),
            )
          : '',
      ],
    },
    {
      title: STRINGS.baselineTitle,
      lead: leastError(result),
      text: [
        smallestError(result),
        STRINGS.silence(
          theta(target),
          formatNumber(gdcVariance({ theta: thetas[target], policyMean: 0, samples })),
        ),
      ],
    },
    {
      title: STRINGS.tailsTitle,
      lead: STRINGS.rareWeights,
      text: [
        STRINGS.tails(
          theta(policy),
          exact('gdc', policy),
          measured('gdc', 'variance', policy),
          repeats.toLocaleString('en'),
        ),
      ],
    },
  ];
  return findings.map(({ title, lead, text }) => ({
    title,
    lead,
    text: text.filter((sentence) => sentence !== '').join(' '),
  }));
}

/** Within a thousandth they are alike: both come from the same draws. */
function ownAgainstBrain(own: readonly number[], brain: readonly number[]): string {
  const [ofOwn, ofBrain] = [mean(own), mean(brain)];
  if (Math.abs(ofOwn - ofBrain) <= 1e-3 * ofBrain) return STRINGS.ownAlike;
  return ofOwn < ofBrain ? STRINGS.ownBetter : STRINGS.ownWorse;
}

/** BRAIn's variance against GDC's closed form. */
function comparison(result: GaussianResult, i: number): string {
  const brain = result.brain.variance[i];
  const gdc = result.exact.gdc.variance[i];
  if (brain === 0) return STRINGS.brainZero;
  if (Math.abs(brain - gdc) < 2 * result.brain.standardError.variance[i]) return STRINGS.same;
  return brain < gdc ? STRINGS.brainLower(formatNumber(gdc / brain, 2)) : STRINGS.brainHigher;
}

const why = (result: GaussianResult, i: number): string =>
  comparison(result, i) === STRINGS.brainHigher ? STRINGS.whyHigher : '';

function isShrunk({ brain }: GaussianResult, policyMean: number, i: number): boolean {
  return Math.abs(brain.mean[i]) + 2 * brain.standardError.mean[i] < Math.abs(trueGradient(policyMean));
}

/** Estimators by their mean squared error over the range, the smallest first. */
const byError = (result: GaussianResult) =>
  ESTIMATORS.map((name) => ({ name, error: mean(result[name].mse) })).sort((a, b) => a.error - b.error);

const labelOf = ({ name }: { readonly name: EstimatorName }) => ESTIMATOR_STYLES[name].label;

function leastError(result: GaussianResult): string {
  const [first, second] = byError(result);
  // If the policy equals the target, several estimators are exact.
  return second.error === 0 ? STRINGS.rests : STRINGS.errsLeast(labelOf(first));
}

function smallestError(result: GaussianResult): string {
  const [first, second] = byError(result);
  if (second.error === 0) return '';
  const brain = formatNumber(mean(result.brain.mse));
  return first.name === 'brain'
    ? STRINGS.smallestBrain(brain, labelOf(second), formatNumber(second.error))
    : STRINGS.smallest(labelOf(first), formatNumber(first.error), brain);
}

function closest(values: readonly number[], to: number): number {
  let best = 0;
  for (const [i, value] of values.entries()) if (Math.abs(value - to) < Math.abs(values[best] - to)) best = i;
  return best;
}
