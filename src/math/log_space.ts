// Probabilities by their logarithms: sums, normalised weights and the logistic function, without overflow.

/** log sum_i exp(x_i); -Infinity where every x is or there is none, Infinity where one x is. */
export function logSumExp(values: ArrayLike<number>): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) max = Math.max(max, values[i]);
  if (!Number.isFinite(max)) return max;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i] - max);
  return max + Math.log(sum);
}

/** -Infinity - -Infinity is taken as -Infinity: a sample that neither side can produce has no weight. */
export function logDifference(a: number, b: number): number {
  return a === Number.NEGATIVE_INFINITY ? a : a - b;
}

/** Log of the normalised weights; all -Infinity where every log-weight is. */
export function logSoftmax(logWeights: readonly number[]): number[] {
  const total = logSumExp(logWeights);
  return logWeights.map((value) => logDifference(value, total));
}

/** Softmax of log-weights; all zeros where every log-weight is -Infinity. */
export function softmax(logWeights: readonly number[]): number[] {
  return logSoftmax(logWeights).map(Math.exp);
}

/** Makes every row of logits log-probabilities, in place; returns each row's log sum exp. @param logits [rows, columns] */
export function normaliseRows(logits: Float64Array, columns: number): Float64Array {
  const totals = new Float64Array(logits.length / columns);
  for (let i = 0; i < totals.length; i++) {
    const row = logits.subarray(i * columns, (i + 1) * columns);
    totals[i] = logSumExp(row);
    for (let v = 0; v < columns; v++) row[v] -= totals[i];
  }
  return totals;
}

/** 1 / (1 + exp(-x)); 0 where exp(-x) overflows, below about -709.8. */
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** log(1 + exp(x)) = -log sigmoid(-x). */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** log sigmoid(x) = -softplus(-x). */
export const logSigmoid = (x: number): number => Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));

export interface ClippedExp {
  readonly value: number;
  readonly slope: number;
  readonly clipped: boolean;
}

/**
 * exp(x), kept finite: beyond the clip it goes on as its tangent, so that the slope, which is a coefficient, stays the
 * loss's exact derivative.
 */
export function clippedExp(x: number, clip: number): ClippedExp {
  const slope = Math.exp(Math.min(x, clip));
  return x <= clip
    ? { value: slope, slope, clipped: false }
    : { value: slope * (1 + x - clip), slope, clipped: true };
}
