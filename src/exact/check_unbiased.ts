// Theorem 4.2: the BRAIn estimate (eq. 13) is an unbiased estimate of the gradient of -D_n (eq. 14).
import { defaults } from '../config/presets.ts';
import { alphaWeights, betaWeights } from '../objectives/brain.ts';
import type { RuleInput } from '../objectives/group.ts';
import { objectives } from '../objectives/index.ts';
import { Stream } from '../random/stream.ts';
import { type CheckResult, compared, type TheoremCheck } from './check.ts';
import { selfNormalisedKlGradient } from './dual.ts';
import { posterior } from './posterior.ts';
import { sampler } from './sampler.ts';
import { addUpdate, forEachTuple, tupleGroup, tupleMass } from './tuples.ts';
import { type TableWorld, tableWorld, type WorldSettings } from './world.ts';

const EXACT_TOLERANCE = 1e-10;
const TUPLES = 4000;
/** Tolerance in standard errors, wide enough for up to eight components and any seed. */
const MOST_ERRORS = 5;

type Coefficients = (group: RuleInput) => readonly number[];

const brainCoefficients =
  (gamma: number): Coefficients =>
  (group) =>
    objectives.brain.rule(group, { ...defaults.strings, gamma }).coefficients;

/** The gradient of sum (alpha - beta) log q with beta not held constant, as Algorithm 1 line 17 is written. */
const withoutStop =
  (gamma: number): Coefficients =>
  (group) => {
    const alpha = alphaWeights(group, gamma);
    const beta = betaWeights(group);
    const meanLog = beta.reduce((sum, b, i) => sum + b * group.logPolicy[i], 0);
    return alpha.map((a, i) => a - beta[i] * (1 + group.logPolicy[i] - meanLog));
  };

function targetGradient(world: TableWorld, { n, gamma }: WorldSettings): Float64Array {
  const { logPosterior } = posterior(world.logPrior, world.reward, gamma);
  return selfNormalisedKlGradient(world, logPosterior, n).map((slope) => -slope);
}

export const unbiasedByEnumeration: TheoremCheck = {
  id: 'theorem-4.2',
  title: 'Theorem 4.2, by enumeration',
  statement:
    'The mean BRAIn estimate over every tuple of samples is the gradient of the negative self-normalised divergence. Automatic differentiation gives that gradient.',
  equation:
    "\\mathbb{E}_{q'} \\Bigl[ \\sum_i (\\hat\\alpha_{y_i} - \\hat\\beta_{y_i}) \\nabla_\\theta \\log q_\\theta(y_i) \\Bigr] = -\\nabla_\\theta D_n",
  source: 'Theorem 4.2, eqs. 13-15',
  breakReason:
    'The weights are no longer held constant: β is differentiated too, as if line 17 of Algorithm 1 had no stop-gradient. That is the gradient of something else.',
  run(settings, broken) {
    const world = tableWorld(settings);
    const coefficients = broken ? withoutStop(settings.gamma) : brainCoefficients(settings.gamma);
    const average = new Float64Array(settings.outcomes);
    forEachTuple(settings.outcomes, settings.n, (tuple) => {
      const mass = tupleMass(world.logProposal, tuple);
      addUpdate(average, world.logPolicy, tuple, coefficients(tupleGroup(world, tuple)), mass);
    });
    return compared(
      { label: `mean of ${settings.outcomes ** settings.n} estimates`, values: average },
      { label: 'gradient of −Dₙ', values: targetGradient(world, settings) },
      EXACT_TOLERANCE,
      'The component in which the two differ most. In the proof, the trailing β of eq. 29 is a slip: ∇ log β is ∇ log q, as eq. 30 has it.',
    );
  },
};

export const unbiasedByMonteCarlo: TheoremCheck = {
  id: 'theorem-4.2-sampled',
  title: 'Theorem 4.2, by sampling',
  statement: `The mean of ${TUPLES.toLocaleString('en')} sampled BRAIn estimates lies within ${MOST_ERRORS} standard errors of the same gradient.`,
  equation: "\\frac{1}{M} \\sum_{m=1}^{M} \\hat g^{(m)} \\approx -\\nabla_\\theta D_n, \\quad y_i \\sim q'",
  source: 'Theorem 4.2, eq. 13',
  breakReason:
    'α and β change places: what should be pushed up is pushed down, and the mean becomes the gradient of +Dₙ, many standard errors away.',
  run(settings, broken) {
    const world = tableWorld(settings);
    const coefficients = brainCoefficients(settings.gamma);
    const sign = broken ? -1 : 1;
    const expected = targetGradient(world, settings);
    const stream = Stream.fromSeed(settings.seed).split('tuples');
    const draw = sampler(world.logProposal, () => stream.uniform());
    const sums = new Float64Array(settings.outcomes);
    const squares = new Float64Array(settings.outcomes);
    const updates = new Map<string, Float64Array>();
    const updateOf = (tuple: readonly number[]) => {
      const key = tuple.join();
      const known = updates.get(key);
      if (known) return known;
      const update = new Float64Array(settings.outcomes);
      addUpdate(update, world.logPolicy, tuple, coefficients(tupleGroup(world, tuple)), sign);
      updates.set(key, update);
      return update;
    };
    for (let m = 0; m < TUPLES; m++) {
      updateOf(Array.from({ length: settings.n }, draw)).forEach((g, i) => {
        sums[i] += g;
        squares[i] += g * g;
      });
    }
    return farthest(sums, squares, expected);
  },
};

/** The component with the largest difference in standard errors. */
function farthest(sums: Float64Array, squares: Float64Array, expected: Float64Array): CheckResult {
  const estimates = Array.from(sums, (sum, i) => {
    const mean = sum / TUPLES;
    const error = Math.sqrt(Math.max(0, squares[i] / TUPLES - mean * mean) / (TUPLES - 1));
    return { mean, error, i, away: Math.abs(mean - expected[i]) / error };
  });
  const worst = estimates.reduce((a, b) => (b.away > a.away ? b : a));
  return {
    left: { label: `mean of ${TUPLES.toLocaleString('en')} estimates`, value: worst.mean },
    right: { label: 'gradient of −Dₙ', value: expected[worst.i] },
    difference: worst.away,
    tolerance: MOST_ERRORS,
    passed: worst.away <= MOST_ERRORS,
    note: `Difference and tolerance in standard errors; one is ${worst.error.toPrecision(2)}.`,
  };
}
