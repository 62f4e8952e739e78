// Counts of values in bins. A few different values have a bin each; others share bins of equal width, by the rule of
// Freedman and Diaconis (1981): width = 2 IQR / n^(1/3), a bin more or less.
import { quantile } from '../../math/statistics.ts';

export interface Bin {
  /** The value itself, or the middle of the bin. */
  readonly at: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

const MOST_VALUES = 12;
const MOST_BINS = 30;
const FEWEST_BINS = 5;
/** Share of the smallest distance between two values that a value's own bin takes. */
const OWN_SHARE = 0.8;

/** @param values finite, at least one */
export function histogram(values: readonly number[]): Bin[] {
  const different = [...new Set(values)].sort((a, b) => a - b);
  return different.length <= MOST_VALUES ? ofValues(values, different) : ofWidth(values);
}

function ofValues(values: readonly number[], different: readonly number[]): Bin[] {
  const gaps = different.slice(1).map((value, i) => value - different[i]);
  const half = gaps.length === 0 ? OWN_SHARE / 2 : (OWN_SHARE * Math.min(...gaps)) / 2;
  return different.map((at) => ({
    at,
    low: at - half,
    high: at + half,
    count: values.filter((value) => value === at).length,
  }));
}

function ofWidth(values: readonly number[]): Bin[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const wanted = (2 * (quantile(values, 0.75) - quantile(values, 0.25))) / Math.cbrt(values.length);
  const bins = Math.min(
    MOST_BINS,
    Math.max(FEWEST_BINS, wanted > 0 ? Math.ceil((high - low) / wanted) : MOST_BINS),
  );
  const width = (high - low) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - low) / width))]++;
  return counts.map((count, i) => ({
    at: low + (i + 0.5) * width,
    low: low + i * width,
    high: low + (i + 1) * width,
    count,
  }));
}
