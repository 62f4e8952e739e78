// Means, spreads and 95 % intervals. Sums run from left to right, so that a figure has the same bits wherever it is taken.
import { studentQuantile } from './distributions.ts';

/** P(|Z| < Z95) = 0.95 for a standard normal Z. */
export const Z95 = 1.959963984540054;

/** The t with P(|T| < t) = 0.95 (Student 1908). */
export const t95 = (degrees: number): number => studentQuantile(0.05, degrees);

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

/** A loop, because a callback for each number takes ten times as long. */
export function areFinite(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

/** NaN without values. */
export const mean = (values: ArrayLike<number>): number => sum(values) / values.length;

/** sum_i (x_i - mean)^2. */
export function squaredDeviations(values: ArrayLike<number>): number {
  const centre = mean(values);
  let total = 0;
  for (let i = 0; i < values.length; i++) total += (values[i] - centre) ** 2;
  return total;
}

/** Of the distribution, estimated without bias (n - 1); NaN for fewer than two values. */
export const variance = (values: ArrayLike<number>): number =>
  values.length < 2 ? Number.NaN : squaredDeviations(values) / (values.length - 1);

/** Of the mean of independent values, sqrt(variance / n); NaN for fewer than two values. */
export const standardError = (values: ArrayLike<number>): number =>
  Math.sqrt(squaredDeviations(values) / (values.length * (values.length - 1)));

/** The mean of the two in the middle where their number is even; NaN without values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Linear between the two values around it, as R's default (type 7; Hyndman and Fan 1996); NaN without values.
 * @param share 0..1.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low === undefined ? Number.NaN : low + (at % 1) * (high - low);
}

export interface Estimate {
  readonly mean: number;
  readonly standardError: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The 95 % interval of an estimate whose error is normal. */
export const normalInterval = ({ mean: centre, standardError: error }: Estimate): Interval => ({
  low: centre - Z95 * error,
  high: centre + Z95 * error,
});

/**
 * Wilson's 95 % score interval of a share (Wilson 1927), which stays within 0..1:
 *   centre = (p + z^2 / 2n) / (1 + z^2 / n),  half = z sqrt(p (1 - p) / n + z^2 / 4n^2) / (1 + z^2 / n)
 */
export function wilsonInterval(successes: number, total: number): Interval {
  if (total === 0) return { low: 0, high: 1 };
  const p = successes / total;
  const shrink = 1 + Z95 ** 2 / total;
  const centre = (p + Z95 ** 2 / (2 * total)) / shrink;
  const half = (Z95 * Math.sqrt((p * (1 - p)) / total + Z95 ** 2 / (4 * total ** 2))) / shrink;
  return {
    low: successes === 0 ? 0 : centre - half,
    high: successes === total ? 1 : centre + half,
  };
}

/** Kong's effective sample size of normalised weights, 1 / sum w^2, in 1..n; 0 where all weights are 0. */
export function effectiveSampleSize(weights: readonly number[]): number {
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
  return squares === 0 ? 0 : 1 / squares;
}

/** The 95 % interval of a correlation of `count` independent pairs, by Fisher's z (Fisher 1921); all of it below four. */
export function correlationInterval(r: number, count: number): Interval {
  if (!(count > 3)) return { low: -1, high: 1 };
  const half = Z95 / Math.sqrt(count - 3);
  return { low: Math.tanh(Math.atanh(r) - half), high: Math.tanh(Math.atanh(r) + half) };
}

/** Pearson's correlation; NaN where one side does not vary. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  const product = (x: readonly number[], mx: number, y: readonly number[], my: number) =>
    x.reduce((sum, v, i) => sum + (v - mx) * (y[i] - my), 0);
  return product(a, ma, b, mb) / Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb));
}
