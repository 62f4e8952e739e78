// Random finite worlds for the property tests. Logits are uniform over a range, so masses differ but none vanishes.
import fc from 'fast-check';
import { logSoftmax } from '../math/log_space.ts';

const STEPS = 2 ** 30;
const between = (min: number, max: number) =>
  fc.integer({ min: 0, max: STEPS }).map((k) => min + ((max - min) * k) / STEPS);

const vector = (size: number, min: number, max: number) =>
  fc.array(between(min, max), { minLength: size, maxLength: size });

export const logProbs = (size: number) =>
  vector(size, -4, 0).map((all) => Float64Array.from(logSoftmax(all)));
export const rewards = (size: number) => vector(size, -2, 2).map((all) => Float64Array.from(all));
export const gammas = between(0.1, 3);
