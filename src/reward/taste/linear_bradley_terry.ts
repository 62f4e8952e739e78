// A Bradley-Terry model whose reward is linear in visible features: P(A > B) = sigmoid(w . (phi_A - phi_B)), a tie counting
// half for each side (Bradley & Terry 1952; Rao & Kupper 1967 model ties otherwise). A ridge keeps w finite:
//   L(w) = -sum_i [y_i log sigmoid(m_i) + (1 - y_i) log sigmoid(-m_i)] + ridge / 2 |w|^2,   m_i = w . x_i
// L is strictly convex, so Newton's steps, halved where they would climb, end at its one minimum.
import { logSigmoid, sigmoid } from '../../math/log_space.ts';
import { sum } from '../../math/statistics.ts';

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
const SMALLEST_GRADIENT = 1e-9;

const dot = (a: readonly number[], b: readonly number[]) => sum(a.map((value, i) => value * b[i]));
/** The log-odds that A is preferred. */
export const margin = (weights: readonly number[], { difference }: Pick<Comparison, 'difference'>): number =>
  dot(weights, difference);

export const negativeLogLikelihood = (
  weights: readonly number[],
  comparisons: readonly Comparison[],
  ridge: number,
): number =>
  sum(
    comparisons.map((comparison) => {
      const m = margin(weights, comparison);
      return -comparison.outcome * logSigmoid(m) - (1 - comparison.outcome) * logSigmoid(-m);
    }),
  ) +
  (ridge / 2) * dot(weights, weights);

/** Lower triangle of L with L L' = matrix, which is positive definite. [d, d] */
function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const lower = matrix.map((row) => row.map(() => 0));
  for (let i = 0; i < matrix.length; i++)
    for (let j = 0; j <= i; j++) {
      const rest = matrix[i][j] - dot(lower[i].slice(0, j), lower[j]);
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
function slopes(weights: readonly number[], comparisons: readonly Comparison[], ridge: number) {
  const gradient = weights.map((weight) => ridge * weight);
  const curvature = weights.map((_, i) => weights.map((__, j) => (i === j ? ridge : 0)));
  for (const comparison of comparisons) {
    const { difference: x, outcome } = comparison;
    const p = sigmoid(margin(weights, comparison));
    for (let i = 0; i < x.length; i++) {
      gradient[i] += (p - outcome) * x[i];
      for (let j = 0; j < x.length; j++) curvature[i][j] += p * (1 - p) * x[i] * x[j];
    }
  }
  return { gradient, curvature };
}

/**
 * @param start weights to begin at, [d]; the minimum does not depend on them.
 * @param ridge above 0: the precision of a normal prior of each weight.
 */
export function fitLinear(
  start: readonly number[],
  comparisons: readonly Comparison[],
  ridge: number,
): LinearFit {
  if (!(ridge > 0)) throw new Error(`invalid ridge: ${ridge} (expected above 0)`);
  let weights = start;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { gradient, curvature } = slopes(weights, comparisons, ridge);
    if (Math.sqrt(dot(gradient, gradient)) < SMALLEST_GRADIENT) break;
    const direction = solve(cholesky(curvature), gradient);
    const loss = negativeLogLikelihood(weights, comparisons, ridge);
    const moved = (share: number) => weights.map((weight, i) => weight - share * direction[i]);
    let share = 1;
    while (share > 1e-6 && negativeLogLikelihood(moved(share), comparisons, ridge) > loss) share /= 2;
    weights = moved(share);
  }
  const lower = cholesky(slopes(weights, comparisons, ridge).curvature);
  const unit = (i: number) => weights.map((_, j) => (i === j ? 1 : 0));
  return { weights, standardErrors: weights.map((_, i) => Math.sqrt(solve(lower, unit(i))[i])) };
}
