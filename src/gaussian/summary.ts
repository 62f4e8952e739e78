// Summarises repeated estimates: variance, mean, bias, MSE and relative spread, each with its standard error.
// se(s^2)^2 = (m4 - (N-3)/(N-1) s^4) / N from the sample's fourth moment; se of std/|mean| by the delta method.

export const QUANTITIES = ['variance', 'mean', 'bias', 'mse', 'relativeSpread'] as const;
export type Quantity = (typeof QUANTITIES)[number];
type Summary = Readonly<Record<Quantity, number>>;

export interface SummaryWithErrors {
  readonly value: Summary;
  readonly standardError: Summary;
}

export function summarise(estimates: Float64Array, truth: number): SummaryWithErrors {
  const count = estimates.length;
  let total = 0;
  for (const estimate of estimates) total += estimate;
  const mean = total / count;
  let [sum2, sum3, sum4] = [0, 0, 0];
  for (const estimate of estimates) {
    const d = estimate - mean;
    sum2 += d * d;
    sum3 += d * d * d;
    sum4 += d * d * d * d;
  }
  const variance = sum2 / (count - 1);
  const [third, fourth] = [sum3 / count, sum4 / count];
  const bias = mean - truth;
  const meanError = Math.sqrt(variance / count);
  const varianceOfVariance = Math.max(0, fourth - ((count - 3) / (count - 1)) * variance ** 2) / count;
  // (x - truth)^2 = (d + bias)^2; its variance follows from the central moments.
  const second = sum2 / count;
  const varianceOfSquare = Math.max(0, fourth - second ** 2 + 4 * bias * third + 4 * bias ** 2 * second);
  const relativeSpread = Math.sqrt(variance) / Math.abs(mean);
  const relativeVariance =
    varianceOfVariance / (4 * variance ** 2) +
    variance / (count * mean ** 2) -
    third / (count * variance * mean);
  return {
    value: { variance, mean, bias, mse: second + bias ** 2, relativeSpread },
    standardError: {
      variance: Math.sqrt(varianceOfVariance),
      mean: meanError,
      bias: meanError,
      mse: Math.sqrt(varianceOfSquare / count),
      relativeSpread: relativeSpread * Math.sqrt(Math.max(0, relativeVariance)),
    },
  };
}
