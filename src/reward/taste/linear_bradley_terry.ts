// A Bradley-Terry model whose reward is linear in visible features: P(A > B) = sigmoid(w . (phi_A - phi_B)), a tie counting
// half for each side (Bradley & Terry 1952; Rao & Kupper 1967 model ties otherwise). A ridge keeps w finite:
//   L(w) = -sum_i [y_i log sigmoid(m_i) + (1 - y_i) log sigmoid(-m_i)] + ridge / 2 |w|^2,   m_i = w . x_i
// L is strictly convex, so Newton's steps, halved where they would climb, end at its one minimum.
import { logSigmoid, sigmoid } from '../../math/log_space.ts';

export interface Comparison {
  /** Features of A less those of B, [d]. */
  readonly difference: readonly number[];
  /** 1: A was preferred; 0: B; 0.5: a tie. */
  readonly outcome: 1 | 0.5 | 0;
}

export interface LinearFit {
  readonly weights: readonly number[]; // [d]
  /** Of each weight, by the curvature at the minimum (Laplace); the ridge's own where nothing was seen. */
  readonly standardErrors: readonly number[]; // [d]
}

const MOST_STEPS = 50;
/** Newton's decrement, twice the loss still to gain: the step after it ends within rounding. */
const SMALLEST_DECREMENT = 1e-10;
/** Share of the loss that rounding may add. */
const ROUNDING = 1e-12;

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
};

/** The log-odds that A is preferred. */
export const margin = (weights: readonly number[], { difference }: Pick<Comparison, 'difference'>): number =>
  dot(weights, difference);

/** @param without index of a comparison that does not count. */
export function negativeLogLikelihood(
  weights: readonly number[],
  comparisons: readonly Comparison[],
  ridge: number,
  without = -1,
): number {
  let total = (ridge / 2) * dot(weights, weights);
  for (let i = 0; i < comparisons.length; i++) {
    if (i === without) continue;
    const { outcome, difference } = comparisons[i];
    const m = dot(weights, difference);
    total -= outcome * logSigmoid(m) + (1 - outcome) * logSigmoid(-m);
  }
  return total;
}

/** Lower triangle of L with L L' = matrix, which is positive definite. [d, d] */
function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const lower = matrix.map((row) => row.map(() => 0));
  for (let i = 0; i < matrix.length; i++)
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i][j];
      for (let k = 0; k < j; k++) rest -= lower[i][k] * lower[j][k];
      lower[i][j] = i === j ? Math.sqrt(rest) : rest / lower[j][j];
    }
  return lower;
}

/** x with L L' x = b. */
function solve(lower: readonly (readonly number[])[], b: readonly number[]): number[] {
  const d = b.length;
  const x = [...b];
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < i; j++) x[i] -= lower[i][j] * x[j];
    x[i] /= lower[i][i];
  }
  for (let i = d - 1; i >= 0; i--) {
    for (let j = i + 1; j < d; j++) x[i] -= lower[j][i] * x[j];
    x[i] /= lower[i][i];
  }
  return x;
}

/** Gradient [d] and curvature [d, d] of the loss. */
function slopes(
  weights: readonly number[],
  comparisons: readonly Comparison[],
  ridge: number,
  without: number,
) {
  const d = weights.length;
  const gradient = weights.map((weight) => ridge * weight);
  const curvature = weights.map((_, i) => weights.map((__, j) => (i === j ? ridge : 0)));
  for (let c = 0; c < comparisons.length; c++) {
    if (c === without) continue;
    const { difference: x, outcome } = comparisons[c];
    const p = sigmoid(dot(weights, x));
    for (let i = 0; i < d; i++) {
      gradient[i] += (p - outcome) * x[i];
      // Only what Cholesky's decomposition reads.
      for (let j = 0; j <= i; j++) curvature[i][j] += p * (1 - p) * x[i] * x[j];
    }
  }
  return { gradient, curvature };
}

/**
 * The weights at the minimum, [d].
 * @param start weights to begin at, [d]; the minimum does not depend on them.
 * @param ridge above 0: the precision of a normal prior of each weight.
 * @param without index of a comparison that does not count.
 */
export function fittedWeights(
  start: readonly number[],
  comparisons: readonly Comparison[],
  ridge: number,
  without = -1,
): readonly number[] {
  if (!(ridge > 0)) throw new Error(`invalid ridge: ${ridge} (expected above 0)`);
  let weights = start;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { gradient, curvature } = slopes(weights, comparisons, ridge, without);
    const direction = solve(cholesky(curvature), gradient);
    const decrement = dot(gradient, direction);
    const lossAt = (at: readonly number[]) => negativeLogLikelihood(at, comparisons, ridge, without);
    const moved = (share: number) => weights.map((weight, i) => weight - share * direction[i]);
    let next = moved(1);
    if (decrement > SMALLEST_DECREMENT) {
      const most = lossAt(weights) * (1 + ROUNDING);
      for (let share = 0.5; lossAt(next) > most; share /= 2) next = moved(share);
    }
    weights = next;
    if (decrement <= SMALLEST_DECREMENT) break;
  }
  return weights;
}

/** The fit with the errors of its weights. */
export function fitLinear(
  start: readonly number[],
  comparisons: readonly Comparison[],
  ridge: number,
): LinearFit {
  const weights = fittedWeights(start, comparisons, ridge);
  const lower = cholesky(slopes(weights, comparisons, ridge, -1).curvature);
  const unit = (i: number) => weights.map((_, j) => (i === j ? 1 : 0));
  return { weights, standardErrors: weights.map((_, i) => Math.sqrt(solve(lower, unit(i))[i])) };
}
