// Numerical slopes for the tests of the rules, and where there is none: a hinge or a clip within reach of the points.

export type Curve = (delta: number) => number;

const STEP = 1e-3;
const KINK_STEP = 1e-6;

/** Four-point central difference at 0. */
export function difference(at: Curve, h = STEP): number {
  return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
}

/**
 * Whether the curve has a kink within the points of `difference`: half the step gives another slope, or the slopes from
 * the left and from the right are not the same. Smooth losses are told apart by orders of magnitude on either side.
 */
export function hasKink(at: Curve): boolean {
  const slope = difference(at);
  const scale = Math.max(1, Math.abs(slope));
  const left = (at(0) - at(-KINK_STEP)) / KINK_STEP;
  const right = (at(KINK_STEP) - at(0)) / KINK_STEP;
  return Math.abs(slope - difference(at, STEP / 2)) > 2.5e-7 * scale || Math.abs(left - right) > 1e-3 * scale;
}
