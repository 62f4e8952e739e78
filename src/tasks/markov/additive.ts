// Mean and variance of a reward that is a sum over steps, under a Markov chain: one pass over the positions that carries
// the first two moments of the sum so far for every symbol that the chain may stand on.
//   m_k(v) = E[S^k; y_t = v],  S + a:  m_1 + a m_0,  m_2 + 2 a m_1 + a^2 m_0

/** A chain over V symbols that starts in state V: row u holds the probabilities of the symbol behind u. */
export interface Chain {
  readonly symbols: number;
  readonly length: number;
  readonly probabilities: Float64Array; // [V + 1, V]
}

/** @param pay of each step, [V + 1, V]. */
export function sumMoments({ symbols, length, probabilities }: Chain, pay: Float64Array) {
  const start = () => new Float64Array(symbols + 1);
  let moments = [start(), start(), start()];
  moments[0][symbols] = 1;
  for (let t = 0; t < length; t++) {
    const [zeroth, first, second] = moments;
    const next = [start(), start(), start()];
    for (let u = 0; u <= symbols; u++) {
      if (zeroth[u] === 0) continue;
      for (let v = 0; v < symbols; v++) {
        const p = probabilities[u * symbols + v];
        const a = pay[u * symbols + v];
        next[0][v] += p * zeroth[u];
        next[1][v] += p * (first[u] + a * zeroth[u]);
        next[2][v] += p * (second[u] + 2 * a * first[u] + a * a * zeroth[u]);
      }
    }
    moments = next;
  }
  const [, mean, square] = moments.map((values) => values.reduce((sum, value) => sum + value, 0));
  return { mean, variance: square - mean ** 2 };
}
