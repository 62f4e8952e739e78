// Mean over samples with a standard error clustered by prompt, since samples of one prompt depend on each other:
//   SE = sqrt(sum_p (mean_p - mean)^2 / (P (P - 1)))
// With a single prompt each sample is a cluster.
import { type Estimate, mean, standardError } from '../math/statistics.ts';

/** One value has no measured spread; its error of 0 draws no interval. */
const meanAndError = (values: readonly number[]): Estimate => ({
  mean: mean(values),
  standardError: values.length < 2 ? 0 : standardError(values),
});

/** @param values one array per prompt, all of the same length. */
export function clusteredEstimate(values: readonly (readonly number[])[]): Estimate {
  if (values.length === 1) return meanAndError(values[0]);
  return meanAndError(values.map(mean));
}
