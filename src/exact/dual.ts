// Forward-mode automatic differentiation with dual numbers, and by it the gradient of D_n (eq. 14), computed
// independently of alpha - beta.
import { softmax } from '../math/log_space.ts';
import { forEachTuple, tupleMass } from './tuples.ts';
import type { TableWorld } from './world.ts';

interface Dual {
  readonly value: number;
  readonly slope: number;
}

const subtract = (a: Dual, b: Dual): Dual => ({ value: a.value - b.value, slope: a.slope - b.slope });
const shift = (a: Dual, by: number): Dual => ({ value: a.value + by, slope: a.slope });

function logSumExp(all: readonly Dual[]): Dual {
  const max = Math.max(...all.map(({ value }) => value));
  let sum = 0;
  let slope = 0;
  for (const dual of all) {
    const weight = Math.exp(dual.value - max);
    sum += weight;
    slope += weight * dual.slope;
  }
  return { value: max + Math.log(sum), slope: slope / sum };
}

/** d D_n / d logits, [K]; `logPosterior` is the target. */
export function selfNormalisedKlGradient(
  { logits, logProposal }: Pick<TableWorld, 'logits' | 'logProposal'>,
  logPosterior: Float64Array,
  n: number,
): Float64Array {
  const size = logits.length;
  return Float64Array.from({ length: size }, (_, direction) => {
    const parameters = Array.from(logits, (value, i): Dual => ({ value, slope: i === direction ? 1 : 0 }));
    const normaliser = logSumExp(parameters);
    const logPolicy = parameters.map((parameter) => subtract(parameter, normaliser));
    let slope = 0;
    forEachTuple(size, n, (tuple) => {
      const alpha = softmax(tuple.map((i) => logPosterior[i] - logProposal[i]));
      const ratios = tuple.map((i) => shift(logPolicy[i], -logProposal[i]));
      const total = logSumExp(ratios);
      // D = sum alpha (log alpha - log beta): only log beta follows the parameters.
      const tupleSlope = alpha.reduce((sum, a, k) => sum - a * subtract(ratios[k], total).slope, 0);
      slope += tupleMass(logProposal, tuple) * tupleSlope;
    });
    return slope;
  });
}
