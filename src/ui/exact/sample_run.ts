// A run on `strings` for the tests of the exact page, made without training. The policy moves from prior to posterior
// in log space and forgets one target. Every figure is a plain sum or a seeded draw.
import { defaults } from '../../config/presets.ts';
import { mean, sum, variance } from '../../math/statistics.ts';
import { Stream } from '../../random/stream.ts';
import type { ExactEvaluation, ExactWorld, KlReport } from '../../session/protocol.ts';
import type { Run } from '../../store/page_state.ts';
import { emptyStepLog } from '../../store/step_log.ts';
import { corpusLogProb, LENGTH, SYMBOLS, stringReward } from '../../tasks/strings/rule.ts';

const FORGOTTEN = 'adeb';
const SAMPLES = 512;

const outcomes = Array.from({ length: SYMBOLS.length ** LENGTH }, (_, code) =>
  Array.from({ length: LENGTH }, (_, t) => (code >> (3 * (LENGTH - 1 - t))) & 7),
);

function normalised(logWeights: readonly number[]): { logMass: Float64Array; logTotal: number } {
  const logTotal = Math.log(sum(logWeights.map(Math.exp)));
  return { logMass: Float64Array.from(logWeights, (w) => w - logTotal), logTotal };
}
const expectation = (logMass: Float64Array, value: (i: number) => number) =>
  sum(logMass.map((l, i) => Math.exp(l) * value(i)));
const kl = (a: Float64Array, b: Float64Array) => expectation(a, (i) => a[i] - b[i]);

export function sampleWorld(gamma = 1): ExactWorld {
  const logPrior = Float64Array.from(outcomes, corpusLogProb);
  const reward = Float64Array.from(outcomes, stringReward);
  const tilted = (temperature: number) =>
    normalised(outcomes.map((_, i) => logPrior[i] + reward[i] / temperature));
  const { logMass: logPosterior, logTotal: logPartition } = tilted(gamma);
  const gammas = [Number.POSITIVE_INFINITY, ...Array.from({ length: 60 }, (_, i) => 30 * 0.9 ** i)];
  return {
    names: outcomes.map((symbols) => symbols.map((s) => SYMBOLS[s]).join('')),
    logPrior,
    reward,
    logPosterior,
    logPartition,
    frontier: gammas.map((temperature) => {
      const { logMass } = tilted(temperature);
      return {
        gamma: temperature,
        kl: kl(logMass, logPrior),
        reward: expectation(logMass, (i) => reward[i]),
      };
    }),
  };
}

/** The policy `share` of the way from prior to posterior. */
function policyAt(world: ExactWorld, share: number): Float64Array {
  const { names, logPrior, logPosterior } = world;
  const logWeights = names.map((name, i) => {
    const forgotten = name.slice(0, 2) === FORGOTTEN.slice(0, 2) ? 4 * share : 0;
    return logPrior[i] + share * (logPosterior[i] - logPrior[i]) - forgotten;
  });
  return normalised(logWeights).logMass;
}

function evaluate(world: ExactWorld, step: number, logPolicy: Float64Array): ExactEvaluation {
  const { logPrior, logPosterior, reward } = world;
  const klPolicyPrior = kl(logPolicy, logPrior);
  const expectedReward = expectation(logPolicy, (i) => reward[i]);
  const right = world.frontier.findIndex((point) => point.kl >= klPolicyPrior);
  const [a, b] = [world.frontier[Math.max(0, right - 1)], world.frontier[right]];
  const share = a === b ? 0 : (klPolicyPrior - a.kl) / (b.kl - a.kl);
  const bestReward = a.reward + share * (b.reward - a.reward);
  const klPosteriorPolicy = kl(logPosterior, logPolicy);
  return {
    step,
    round: Math.ceil(step / 25),
    logPolicy,
    metrics: {
      klPosteriorPolicy,
      klPolicyPosterior: kl(logPolicy, logPosterior),
      klPolicyPrior,
      expectedReward,
      entropy: expectation(logPolicy, (i) => -logPolicy[i]),
      totalVariation: 0.5 * sum(logPolicy.map((l, i) => Math.abs(Math.exp(l) - Math.exp(logPosterior[i])))),
    },
    bestReward,
    rewardShortfall: bestReward - expectedReward,
    // Only the magnitude matters to the page: D_n is a fraction of the KL that grows with n.
    selfNormalisedKl: { n: 32, mean: 0.8 * klPosteriorPolicy, standardError: 0.02 * klPosteriorPolicy },
    reducedPairs: {
      outcomes: 256,
      exact: 0.3 * klPosteriorPolicy,
      mean: 0.305 * klPosteriorPolicy,
      standardError: 0.005 * klPosteriorPolicy,
    },
    milliseconds: 40,
  };
}

function report(world: ExactWorld, round: number, logPolicy: Float64Array, stream: Stream): KlReport {
  const draw = () => {
    let left = stream.uniform();
    let i = 0;
    while (i < logPolicy.length - 1 && left >= Math.exp(logPolicy[i])) left -= Math.exp(logPolicy[i++]);
    return world.logPrior[i] - logPolicy[i];
  };
  const t = Array.from({ length: SAMPLES }, draw);
  const estimate = (values: readonly number[]) => {
    const deviation = Math.sqrt(variance(values));
    return { mean: mean(values), deviation, standardError: deviation / Math.sqrt(SAMPLES) };
  };
  return {
    step: 25 * (round - 1),
    round,
    samples: SAMPLES,
    exact: kl(logPolicy, world.logPrior),
    estimates: {
      k1: estimate(t.map((x) => -x)),
      k2: estimate(t.map((x) => x ** 2 / 2)),
      k3: estimate(t.map((x) => Math.exp(x) - 1 - x)),
    },
  };
}

export function sampleRun(id: number, { evaluations = 4, gamma = 1 } = {}): Run {
  const world = sampleWorld(gamma);
  const stream = Stream.fromSeed(id);
  const shares = Array.from({ length: evaluations }, (_, k) => 0.9 * (1 - 0.6 ** k));
  return {
    id,
    config: { ...defaults.strings, gamma },
    changes: [],
    steps: emptyStepLog(),
    evaluations: [],
    bestFrontier: [],
    exactWorld: world,
    exactEvaluations: shares.map((share, k) => evaluate(world, 20 * k, policyAt(world, share))),
    markovFigures: [],
    klReports: shares.map((share, k) => report(world, k + 1, policyAt(world, share), stream)),
    hidden: false,
    pinned: false,
  };
}
