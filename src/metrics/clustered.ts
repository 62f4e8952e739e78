// Mean over samples with a standard error clustered by prompt: samples of one prompt are not independent of each other.
//   SE = sqrt(sum_p (mean_p - mean)^2 / (P (P - 1))); with a single prompt the samples are the clusters.
import { type Estimate, mean, standardError } from '../math/statistics.ts';

/** One value says nothing of its own spread; 0 draws no interval. */
const meanAndError = (values: readonly number[]): Estimate => ({
  mean: mean(values),
  standardError: values.length < 2 ? 0 : standardError(values),
});

/** `values` holds one array a prompt, all of the same length. */
export function clusteredEstimate(values: readonly (readonly number[])[]): Estimate {
  if (values.length === 1) return meanAndError(values[0]);
  return meanAndError(values.map(mean));
}
