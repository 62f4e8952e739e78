// Settings of the Gaussian toy (paper, section 7.3): target N(0, 1), policy N(policyMean, 1), proposal N(theta, 1).
// The defaults are the paper's, whose theta runs from 0 (the target) to 1 (the policy).
export interface GaussianOptions {
  /** n, the samples of one estimate. */
  readonly samples: number;
  /** Estimates from which each variance is measured. */
  readonly repeats: number;
  /** Means of the proposal. */
  readonly thetas: readonly number[];
  readonly policyMean: number;
  readonly seed: number;
}

export interface Bound {
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
}

/** `theta` bounds each of `thetas`, `thetaCount` their number. */
export const gaussianBounds = {
  samples: { min: 2, max: 256, integer: true },
  repeats: { min: 10, max: 1_000_000, integer: true },
  policyMean: { min: -3, max: 3, integer: false },
  theta: { min: -3, max: 3, integer: false },
  thetaCount: { min: 1, max: 201, integer: true },
  seed: { min: 0, max: 4_294_967_295, integer: true },
} as const satisfies Record<string, Bound>;

export const gaussianDefaults: GaussianOptions = {
  samples: 8,
  repeats: 2000,
  thetas: evenThetas(0, 1, 11),
  policyMean: 1,
  seed: 1,
};

/** `count` even values in `from`..`to`, rounded so that 0.3 is 0.3. */
export function evenThetas(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) =>
    Number((from + ((to - from) * i) / Math.max(1, count - 1)).toFixed(9)),
  );
}

/** What is wrong with a value, as a sentence; undefined: nothing. */
export function gaussianProblem(name: keyof typeof gaussianBounds, value: number): string | undefined {
  const { min, max, integer } = gaussianBounds[name];
  if (value >= min && value <= max && (!integer || Number.isInteger(value))) return undefined;
  const fraction = integer && Number.isFinite(value) && !Number.isInteger(value);
  return `invalid ${name}: ${value} (expected ${fraction ? 'an integer in ' : ''}${min}..${max})`;
}

/** Throws a RangeError on the first setting out of bounds. */
export function validateGaussian(options: GaussianOptions): void {
  const { samples, repeats, policyMean, seed, thetas } = options;
  const checks = [
    gaussianProblem('samples', samples),
    gaussianProblem('repeats', repeats),
    gaussianProblem('policyMean', policyMean),
    gaussianProblem('seed', seed),
    gaussianProblem('thetaCount', thetas.length),
    ...thetas.map((theta) => gaussianProblem('theta', theta)),
  ];
  const problem = checks.find((check) => check !== undefined);
  if (problem !== undefined) throw new RangeError(problem);
}
