// Exact divergences and expectations over a finite support, from arrays of log-probs, [K]; nats.

const LOG_ZERO = Number.NEGATIVE_INFINITY;

/** E_a[values]; outcomes without mass do not count, even if their value is not finite. */
export function expectation(logA: Float64Array, values: Float64Array): number {
  return logA.reduce((sum, l, i) => (l === LOG_ZERO ? sum : sum + Math.exp(l) * values[i]), 0);
}

/** KL(a || b); Infinity if a has any mass where b has none. */
export function kl(logA: Float64Array, logB: Float64Array): number {
  if (logA.some((l, i) => l > LOG_ZERO && logB[i] === LOG_ZERO)) return Number.POSITIVE_INFINITY;
  return expectation(
    logA,
    logA.map((l, i) => l - logB[i]),
  );
}

export const entropy = (log: Float64Array): number =>
  expectation(
    log,
    log.map((l) => -l),
  );

/** 1/2 sum |a - b|, in 0..1. */
export const totalVariation = (logA: Float64Array, logB: Float64Array): number =>
  logA.reduce((sum, l, i) => sum + Math.abs(Math.exp(l) - Math.exp(logB[i])), 0) / 2;

export interface ExactMetrics {
  /** KL(posterior || policy), which BRAIn lowers; large if the policy misses a mode. */
  readonly klPosteriorPolicy: number;
  /** KL(policy || posterior); large if the policy has mass where the posterior has little. */
  readonly klPolicyPosterior: number;
  readonly klPolicyPrior: number;
  readonly expectedReward: number;
  readonly entropy: number;
  /** Total variation between policy and posterior. */
  readonly totalVariation: number;
}

export interface ExactDistributions {
  readonly logPolicy: Float64Array; // [K]
  readonly logPrior: Float64Array; // [K]
  readonly logPosterior: Float64Array; // [K]
  readonly reward: Float64Array; // [K]
}

export function exactMetrics({
  logPolicy,
  logPrior,
  logPosterior,
  reward,
}: ExactDistributions): ExactMetrics {
  return {
    klPosteriorPolicy: kl(logPosterior, logPolicy),
    klPolicyPosterior: kl(logPolicy, logPosterior),
    klPolicyPrior: kl(logPolicy, logPrior),
    expectedReward: expectation(logPolicy, reward),
    entropy: entropy(logPolicy),
    totalVariation: totalVariation(logPolicy, logPosterior),
  };
}

export interface OutcomeError {
  readonly index: number;
  readonly policy: number;
  readonly posterior: number;
}

/** The outcomes whose masses differ most, by falling difference. */
export function largestErrors(
  logPolicy: Float64Array,
  logPosterior: Float64Array,
  count: number,
): OutcomeError[] {
  const errors = Array.from(logPolicy, (l, index) => ({
    index,
    policy: Math.exp(l),
    posterior: Math.exp(logPosterior[index]),
  }));
  const size = ({ policy, posterior }: OutcomeError) => Math.abs(policy - posterior);
  return errors.sort((a, b) => size(b) - size(a) || a.index - b.index).slice(0, count);
}
