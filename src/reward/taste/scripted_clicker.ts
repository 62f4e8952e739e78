// A clicker whose taste is known, to measure how well clicks teach a taste: it prefers what its weights pay more for, and
// turns a share of its choices round.
import type { Stream } from '../../random/stream.ts';
import { FEATURES } from '../../tasks/features.ts';
import { margin } from './linear_bradley_terry.ts';
import type { Choice, Click } from './taste.ts';
import { inUnits } from './taste_points.ts';

/** Features of two answers to one prompt, [FEATURES] each. */
export type FeaturePair = Pick<Click, 'a' | 'b'>;

/** Weights a unit, each from a standard normal distribution. */
export const randomTaste = (stream: Stream): number[] => FEATURES.map(() => stream.normal());

/** How much more the weights pay for A. */
export function ahead(weights: readonly number[], { a, b }: FeaturePair): number {
  const [ofA, ofB] = [inUnits(a), inUnits(b)];
  return margin(weights, { difference: ofA.map((value, i) => value - ofB[i]) });
}

/** @param noise share of choices that are turned round; ties stay. */
export function clicked(weights: readonly number[], pair: FeaturePair, noise: number, stream: Stream): Click {
  const sign = Math.sign(ahead(weights, pair)) * (stream.uniform() < noise ? -1 : 1);
  const choice: Choice = sign > 0 ? 'A' : sign < 0 ? 'B' : 'tie';
  return { ...pair, choice };
}

/** Share of the pairs that the taste tells apart on which the weights prefer the same; no preference counts half. */
export function agreement(
  taste: readonly number[],
  weights: readonly number[],
  pairs: readonly FeaturePair[],
): number {
  const told = pairs.filter((pair) => ahead(taste, pair) !== 0);
  const same = told.map((pair) => (1 + Math.sign(ahead(taste, pair)) * Math.sign(ahead(weights, pair))) / 2);
  return same.reduce((total, one) => total + one, 0) / told.length;
}
