// The self-normalised divergence of eq. 14: D_n = E over n-tuples from the proposal of KL(alpha || beta), with
//   alpha = softmax(log posterior - log q'),  beta = softmax(log policy - log q')
// over the tuple. Alpha is the same for p exp(r / gamma) in place of the posterior. Tuples are ordered.
import { logSoftmax, softmax } from '../math/log_space.ts';
import type { Estimate } from '../math/statistics.ts';
import { selfNormalisedKl } from '../objectives/brain.ts';
import { Stream } from '../random/stream.ts';
import { sampler } from './sampler.ts';
import { forEachTuple, tupleMass } from './tuples.ts';

export interface TupleWorld {
  readonly logPosterior: Float64Array; // [K]
  readonly logPolicy: Float64Array; // [K]
  readonly logProposal: Float64Array; // [K]
}

/** The largest number of tuples that are enumerated. */
const MOST_TUPLES = 200_000;

function tupleKl(target: Float64Array, policy: Float64Array, tuple: readonly number[]): number {
  const alpha = softmax(tuple.map((i) => target[i]));
  return selfNormalisedKl(alpha, logSoftmax(tuple.map((i) => policy[i])));
}

const ratios = ({ logPosterior, logPolicy, logProposal }: TupleWorld) => ({
  target: logPosterior.map((l, i) => l - logProposal[i]),
  policy: logPolicy.map((l, i) => l - logProposal[i]),
});

/** D_n by enumeration of all K^n tuples. */
export function selfNormalisedKlExact(world: TupleWorld, n: number): number {
  const size = world.logProposal.length;
  if (size ** n > MOST_TUPLES)
    throw new Error(
      `invalid n: ${n} (expected at most ${MOST_TUPLES} tuples, ${size}^${n} are ${size ** n})`,
    );
  const { target, policy } = ratios(world);
  let total = 0;
  forEachTuple(size, n, (tuple) => {
    const mass = tupleMass(world.logProposal, tuple);
    if (mass > 0) total += mass * tupleKl(target, policy, tuple);
  });
  return total;
}

export interface MonteCarloOptions {
  readonly n: number;
  readonly tuples: number;
  readonly seed: number;
}

/** D_n by sampling tuples from the proposal. */
export function selfNormalisedKlMonteCarlo(
  world: TupleWorld,
  { n, tuples, seed }: MonteCarloOptions,
): Estimate {
  const { target, policy } = ratios(world);
  const stream = Stream.fromSeed(seed);
  const draw = sampler(world.logProposal, () => stream.uniform());
  let sum = 0;
  let squares = 0;
  for (let t = 0; t < tuples; t++) {
    const value = tupleKl(target, policy, Array.from({ length: n }, draw));
    sum += value;
    squares += value * value;
  }
  const mean = sum / tuples;
  const variance = Math.max(0, squares / tuples - mean * mean) * (tuples / (tuples - 1));
  return { mean, standardError: Math.sqrt(variance / tuples) };
}
