// Mean over samples with a standard error clustered by prompt: samples of one prompt are not independent of each other.
//   SE = sqrt(sum_p (mean_p - mean)^2 / (P (P - 1))); with a single prompt the samples are the clusters.

export interface Estimate {
  readonly mean: number;
  readonly standardError: number;
}

function meanAndError(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  // One value says nothing of its own spread; 0 draws no interval.
  if (values.length < 2) return { mean, standardError: 0 };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (values.length * (values.length - 1))) };
}

/** `values` holds one array a prompt, all of the same length. */
export function clusteredEstimate(values: readonly (readonly number[])[]): Estimate {
  if (values.length === 1) return meanAndError(values[0]);
  return meanAndError(values.map((own) => meanAndError(own).mean));
}
