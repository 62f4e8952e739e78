// How strongly a curve over steps is smoothed: the mean of its last values.

/** Steps whose mean each point is. */
export const SMOOTHING_STEPS = { off: 1, light: 5, strong: 20 } as const;
export type Smoothing = keyof typeof SMOOTHING_STEPS;

export interface SmoothingChoice {
  readonly value: Smoothing;
  readonly onChange: (value: Smoothing) => void;
}
