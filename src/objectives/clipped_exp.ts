// An importance weight that is not self-normalised, exp(x), kept finite: beyond the clip it goes on as its tangent, so
// that the slope, which is the coefficient, stays the loss's exact derivative.

export interface ClippedExp {
  readonly value: number;
  readonly slope: number;
  readonly clipped: boolean;
}

export function clippedExp(x: number, clip: number): ClippedExp {
  const slope = Math.exp(Math.min(x, clip));
  return x <= clip
    ? { value: slope, slope, clipped: false }
    : { value: slope * (1 + x - clip), slope, clipped: true };
}
