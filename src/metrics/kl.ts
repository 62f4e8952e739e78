// Estimates of KL(q || p) from samples y ~ q, each with a log-ratio t = log p(y) - log q(y) (Schulman 2020,
// "Approximating KL divergence"). With the policy as q and the prior as p this is the reverse KL of the frontier.
//   k1 = -t            unbiased, may be negative
//   k2 = t^2 / 2       biased, never negative
//   k3 = e^t - 1 - t   unbiased, never negative
// On whole sequences k3's e^t is heavy-tailed, and the Rao-Blackwellised KL of the evaluation beats all three.
import { type Estimate, mean, variance } from '../math/statistics.ts';

interface KlEstimate extends Estimate {
  /** Standard deviation of one sample. */
  readonly deviation: number;
}

export interface KlEstimates {
  readonly k1: KlEstimate;
  readonly k2: KlEstimate;
  readonly k3: KlEstimate;
}

/** Nats. Both arrays are of the same samples, which must be drawn from q. */
export function klFromSamples(logQ: readonly number[], logP: readonly number[]): KlEstimates {
  const n = logQ.length;
  if (n === 0 || logP.length !== n)
    throw new Error(`invalid samples: ${n} and ${logP.length} log-probs (expected as many, 1 or more)`);
  const estimate = (of: (t: number) => number): KlEstimate => {
    const values = logQ.map((q, i) => of(logP[i] - q));
    const deviation = n === 1 ? 0 : Math.sqrt(variance(values));
    return { mean: mean(values), standardError: deviation / Math.sqrt(n), deviation };
  };
  return {
    k1: estimate((t) => -t),
    k2: estimate((t) => t ** 2 / 2),
    k3: estimate((t) => Math.expm1(t) - t),
  };
}
