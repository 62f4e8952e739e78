// The points that a taste gives: w . phi, phi in units.
import { sum, variance } from '../../math/statistics.ts';
import { FEATURES, type FeatureName } from '../../tasks/features.ts';

/** What a weight is a weight of: five words more, or one more of the others. */
const UNITS: Readonly<Record<FeatureName, number>> = {
  length: 5,
  ends: 1,
  right: 1,
  invented: 1,
  repeats: 1,
  polite: 1,
};

export const inUnits = (features: readonly number[]): number[] =>
  features.map((value, i) => value / UNITS[FEATURES[i]]);

/** @param weights,features [FEATURES] */
export const tastePoints = (weights: readonly number[], features: readonly number[]): number =>
  sum(inUnits(features).map((value, i) => weights[i] * value));

/**
 * The weights in units in which the points of the answers have a standard deviation of 1, as the gold reward's over its
 * corpus: settings that fit one fit the other. Unchanged where the points do not vary.
 */
export function standardised(weights: readonly number[], answers: readonly (readonly number[])[]): number[] {
  const deviation = Math.sqrt(variance(answers.map((features) => tastePoints(weights, features))));
  return deviation > 0 ? weights.map((weight) => weight / deviation) : [...weights];
}
