// The values that a sweep over a setting begins with: around its present one, in steps of its scale.
import type { NumberSetting } from '../../settings/setting.ts';

/** Whole numbers in doublings: 8 samples stay an even number. */
const DOUBLINGS = [1 / 4, 1 / 2, 1, 2, 4];
/** About half a decade a step. */
const HALF_DECADES = [0.1, 0.3, 1, 3, 10];
const EVEN = [0, 0.5, 1, 1.5, 2];
/** Where the present value is 0, shares of the bounds. */
const QUARTERS = [0, 0.25, 0.5, 0.75, 1];

/** At most five different values within the bounds, ascending; the present one is among them. */
export function valuesAround({ min, max, integer, scale }: NumberSetting, present: number): number[] {
  const factors = scale === 'linear' ? EVEN : integer ? DOUBLINGS : HALF_DECADES;
  const exact =
    present === 0 && scale === 'linear'
      ? QUARTERS.map((share) => min + share * (max - min))
      : factors.map((factor) => factor * present);
  const rounded = exact.map((value) => {
    const near = integer ? Math.round(value) : Number(value.toPrecision(2));
    return value === present ? present : Math.min(max, Math.max(min, near));
  });
  return [...new Set(rounded)].sort((a, b) => a - b);
}
