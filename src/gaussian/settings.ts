// Settings of the Gaussian toy (paper, section 7.3): target N(0, 1), policy N(policyMean, 1), proposal N(theta, 1).
// The defaults are the paper's, whose theta runs from 0 (the target) to 1 (the policy).
import { parseValue } from '../settings/parse.ts';
import { integer, type NumberBounds, real } from '../settings/setting.ts';
import type { OwnRule } from './own_rule.ts';

export interface GaussianOptions {
  /** n, the samples of one estimate. */
  readonly samples: number;
  /** Estimates from which each variance is measured. */
  readonly repeats: number;
  /** Means of the proposal. */
  readonly thetas: readonly number[];
  readonly policyMean: number;
  readonly seed: number;
  /** The visitor's rule as a sixth estimator. */
  readonly own?: OwnRule;
}

/** `theta` bounds each of `thetas`, `thetaCount` their number. */
export const gaussianBounds = {
  samples: integer(2, 256),
  repeats: integer(10, 1_000_000),
  policyMean: real(-3, 3, 'linear'),
  theta: real(-3, 3, 'linear'),
  thetaCount: integer(1, 201),
  seed: integer(0, 4_294_967_295),
} as const satisfies Record<string, NumberBounds>;

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

/** Throws a RangeError on the first setting out of bounds. */
export function validateGaussian({ thetas, ...options }: Omit<GaussianOptions, 'own'>): void {
  const values: [keyof typeof gaussianBounds, number][] = [
    ['samples', options.samples],
    ['repeats', options.repeats],
    ['policyMean', options.policyMean],
    ['seed', options.seed],
    ['thetaCount', thetas.length],
    ...thetas.map((theta): ['theta', number] => ['theta', theta]),
  ];
  for (const [name, value] of values) {
    const parsed = parseValue(name, gaussianBounds[name], value);
    if ('problem' in parsed) throw new RangeError(parsed.problem);
  }
}
