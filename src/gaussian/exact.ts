// Closed forms of the Gaussian toy (paper, section 7.3): target p = N(0, 1), policy q = N(m, 1), proposal q' = N(t, 1),
// score s = y - m. A product of Gaussians of equal width is a Gaussian again:
//   p^2/q' = e^(t^2) N(-t, 1),  q^2/q' = e^((t-m)^2) N(2m - t, 1),  pq/q' = e^(t^2 - mt) N(m - t, 1),
// so the second moments of u s, v s and their product, with u = p/q' and v = q/q', follow from E[s^2] under each.

export interface GaussianPoint {
  readonly theta: number;
  readonly policyMean: number;
  readonly samples: number;
}

/** E_p[d log q / d m] = E_p[y - m]: minus the gradient of KL(target, policy), the direction all estimators aim at. */
export const trueGradient = (policyMean: number): number => -policyMean;

/** Variance of mean_i u_i s_i, which is unbiased. */
export function gdcVariance({ theta, policyMean, samples }: GaussianPoint): number {
  return (targetMoment(theta, policyMean) - policyMean ** 2) / samples;
}

/** Variance of mean_i (u_i - v_i) s_i (Korbak et al. 2022), which is unbiased. */
export function gdcppVariance({ theta, policyMean, samples }: GaussianPoint): number {
  const away = theta - policyMean;
  const policyMoment = Math.exp(away ** 2) * (1 + away ** 2); // E_q'[v^2 s^2]
  const crossMoment = Math.exp(theta ** 2 - policyMean * theta) * (1 + theta ** 2); // E_q'[u v s^2]
  return (targetMoment(theta, policyMean) + policyMoment - 2 * crossMoment - policyMean ** 2) / samples;
}

/** E_q'[u^2 s^2]. */
function targetMoment(theta: number, policyMean: number): number {
  return Math.exp(theta ** 2) * (1 + (theta + policyMean) ** 2);
}

/** KL(proposal, target), nats: the x axis of the paper's figure 3. */
export const proposalKl = (theta: number): number => theta ** 2 / 2;

/** The theta in (from, to) above which GDC++ has the lower variance; undefined without a single crossing. */
export function baselineCrossing(policyMean: number, from: number, to: number): number | undefined {
  const excess = (theta: number) =>
    gdcppVariance({ theta, policyMean, samples: 1 }) - gdcVariance({ theta, policyMean, samples: 1 });
  let [low, high] = [from, to];
  if (!(excess(low) > 0 && excess(high) < 0)) return undefined;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
