// The exact distribution of best-of-n:
//   P(best has reward r) = F(r)^n - (F(r) - E(r))^n
// F(r) is the mass of outcomes of reward r or less, E(r) that of reward r. Outcomes of equal reward share P by prior mass.

/** Log-probs [K] of the best of n draws from the prior. */
export function bestOfN(logPrior: Float64Array, reward: Float64Array, n: number): Float64Array {
  const order = Array.from(reward.keys()).sort((a, b) => reward[a] - reward[b]);
  const result = new Float64Array(reward.length);
  let below = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    let mass = 0;
    while (to < order.length && reward[order[to]] === reward[order[from]])
      mass += Math.exp(logPrior[order[to++]]);
    // (below + mass)^n - below^n = mass * sum of (below + mass)^k below^(n - 1 - k): no cancellation.
    let factor = 0;
    for (let k = 0; k < n; k++) factor += (below + mass) ** k * below ** (n - 1 - k);
    for (let i = from; i < to; i++) result[order[i]] = logPrior[order[i]] + Math.log(factor);
    below += mass;
    from = to;
  }
  return result;
}
