// The weights of a taste as a vector, and back.
import { FEATURES, type FeatureName } from '../tasks/features.ts';
import type { RunConfig } from './schema.ts';

const KEYS = {
  length: 'tasteLength',
  ends: 'tasteEnds',
  right: 'tasteRight',
  invented: 'tasteInvented',
  repeats: 'tasteRepeats',
  polite: 'tastePolite',
} as const satisfies Record<FeatureName, keyof RunConfig>;

type TasteKey = (typeof KEYS)[FeatureName];

/** Reward a unit of each feature, [FEATURES]. */
export const tasteOfSettings = (config: Pick<RunConfig, TasteKey>): number[] =>
  FEATURES.map((name) => config[KEYS[name]]);

const DIGITS = 3;

/** Rounded, so that a link with them can be read. @param weights [FEATURES] */
export const settingsOfTaste = (weights: readonly number[]): Record<TasteKey, number> =>
  Object.fromEntries(
    FEATURES.map((name, i) => [KEYS[name], Number(weights[i].toPrecision(DIGITS)) + 0]),
  ) as Record<TasteKey, number>;
