// Five estimates of d/d(policy mean) of E_target[log policy] from n samples of the proposal; score s_i = y_i - m,
// u_i = p(y_i) / q'(y_i), v_i = q(y_i) / q'(y_i), both normalised densities (so Z = 1).
//   GDC mean u s; GDC++ mean (u - v) s; BRAIn sum (u/sum u - v/sum v) s (paper, eqs. 6, 12, 13);
//   w/o self-normalisation sum (u/sum u - v/n) s; w/o baseline sum (u/sum u) s (eq. 7).
import { sum } from '../math/statistics.ts';

export const ESTIMATORS = [
  'gdc',
  'gdc++',
  'brain',
  'brain-without-self-normalisation',
  'brain-without-baseline',
] as const;
export type EstimatorName = (typeof ESTIMATORS)[number];

/** log p(y)/q'(y) is linear in y for Gaussians of equal width. */
export const targetWeight = (y: number, theta: number): number => Math.exp(theta * (theta / 2 - y));

export const policyWeight = (y: number, theta: number, policyMean: number): number =>
  Math.exp((policyMean - theta) * (y - (policyMean + theta) / 2));

/** c_i of one estimate sum_i c_i s_i: above 0 the sample is pushed up, below 0 down. */
export function coefficients(
  name: EstimatorName,
  ys: readonly number[],
  theta: number,
  policyMean: number,
): number[] {
  const n = ys.length;
  const u = ys.map((y) => targetWeight(y, theta));
  const v = ys.map((y) => policyWeight(y, theta, policyMean));
  const sumU = sum(u);
  const sumV = sum(v);
  const normalisers: Record<EstimatorName, readonly [target: number, policy: number]> = {
    gdc: [n, Number.POSITIVE_INFINITY],
    'gdc++': [n, n],
    brain: [sumU, sumV],
    'brain-without-self-normalisation': [sumU, n],
    'brain-without-baseline': [sumU, Number.POSITIVE_INFINITY],
  };
  const [targetTotal, policyTotal] = normalisers[name];
  return u.map((weight, i) => weight / targetTotal - v[i] / policyTotal);
}
