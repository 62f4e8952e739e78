// Draws from a finite support by inverting the cumulative distribution.

/** Draws outcomes by log-probs [K] and uniforms in [0, 1); never one of mass 0. */
export function sampler(logProbs: Float64Array, uniform: () => number): () => number {
  const cumulative = new Float64Array(logProbs.length);
  let total = 0;
  logProbs.forEach((l, i) => {
    total += Math.exp(l);
    cumulative[i] = total;
  });
  return () => {
    const u = uniform() * total;
    let [low, high] = [0, cumulative.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle] > u) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
