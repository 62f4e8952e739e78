// What a reader sees in an answer at a glance, as six numbers. A taste weighs them: reward = w . phi.

/** In the order of a vector. */
export const FEATURES = ['length', 'ends', 'right', 'invented', 'repeats', 'polite'] as const;
export type FeatureName = (typeof FEATURES)[number];
export type Features = Readonly<Record<FeatureName, number>>;

/** What only the task can tell of an answer. */
export interface Content {
  /** Facts of the prompt that it says rightly. */
  readonly right: number;
  /** Claims about what the prompt does not hold. */
  readonly invented: number;
  /** Kind words, less the rude ones. */
  readonly polite: number;
}

/** Shorter words, such as articles, may stand twice. */
const SHORTEST_CONTENT_WORD = 4;
const ENDS = ['.', '?'];

/** @param ended whether the answer was closed by its writer, and not by the room for it. */
export function visibleFeatures(words: readonly string[], ended: boolean, content: Content): Features {
  const said = words.filter((word) => word.length >= SHORTEST_CONTENT_WORD);
  return {
    length: words.length,
    ends: ended && ENDS.includes(words.at(-1) ?? '') ? 1 : 0,
    repeats: said.length - new Set(said).size,
    ...content,
  };
}

export const featureVector = (features: Features): number[] => FEATURES.map((name) => features[name]);
