// Estimates of KL(q || p) from samples y ~ q, one log-ratio t = log p(y) - log q(y) a sample (Schulman 2020,
// "Approximating KL divergence"). With q the policy and p the prior this is the reverse KL of the frontier.
//   k1 = -t            unbiased, may be negative
//   k2 = t^2 / 2       biased, never negative
//   k3 = e^t - 1 - t   unbiased, never negative
// On whole sequences k3's e^t is heavy-tailed, and the Rao-Blackwellised KL of the evaluation beats all three.

export interface KlEstimates {
  readonly k1: number;
  readonly k2: number;
  readonly k3: number;
}

/** Nats; means over the samples. `logP` and `logQ` are of the same samples, which must be drawn from q. */
export function klFromSamples(logQ: readonly number[], logP: readonly number[]): KlEstimates {
  if (logQ.length === 0 || logP.length !== logQ.length) {
    throw new Error(
      `invalid samples: ${logQ.length} and ${logP.length} log-probs (expected as many, 1 or more)`,
    );
  }
  const mean = (estimate: (t: number) => number) =>
    logQ.reduce((sum, q, i) => sum + estimate(logP[i] - q), 0) / logQ.length;
  return { k1: mean((t) => -t), k2: mean((t) => t ** 2 / 2), k3: mean((t) => Math.expm1(t) - t) };
}
