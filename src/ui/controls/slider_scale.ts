// Maps a number to the position of its slider and back, on a linear or logarithmic scale or on stops.
import type { NumberBounds } from '../../settings/setting.ts';

export interface SliderScale {
  /** Largest position; positions are 0..last. */
  readonly last: number;
  positionOf(value: number): number;
  /** Number at a position, rounded to few digits. It differs from `from` if the position does. */
  valueAt(position: number, from: number): number;
}

const POSITIONS = 200;

/** Wider ranges of integers get no slider: it could not reach most of them. */
const WIDEST_INTEGER_RANGE = 100_000;

export const hasSlider = ({ integer, min, max }: NumberBounds): boolean =>
  !integer || max - min <= WIDEST_INTEGER_RANGE;

const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value));

export function boundsScale({ min, max, scale, integer }: NumberBounds): SliderScale {
  const positionOf = (value: number) => {
    const share = scale === 'log' ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
    return Math.round(POSITIONS * share);
  };
  const rounded = (position: number) => {
    // At the end of the scale, two digits would turn 0.999 into 1.
    if (position === 0 || position === POSITIONS) return position === 0 ? min : max;
    const share = position / POSITIONS;
    const exact = scale === 'log' ? min * (max / min) ** share : min + (max - min) * share;
    return clamp(integer ? Math.round(exact) : Number(exact.toPrecision(2)), min, max);
  };
  return {
    last: POSITIONS,
    positionOf,
    valueAt(position, from) {
      const direction = Math.sign(position - positionOf(from));
      let reached = position;
      // Neighbouring positions may round to the same value; an arrow key would then not move.
      while (direction !== 0 && rounded(reached) === from && reached > 0 && reached < POSITIONS)
        reached += direction;
      return rounded(reached);
    },
  };
}

/** @param stops ascending. */
export const stopsScale = (stops: readonly number[]): SliderScale => ({
  last: stops.length - 1,
  positionOf(value) {
    const distances = stops.map((stop) => Math.abs(stop - value));
    return distances.indexOf(Math.min(...distances));
  },
  valueAt: (position) => stops[position],
});

/** Number after an arrow key: the next integer, or the next stop of the scale. */
export function steppedValue(
  bounds: NumberBounds,
  scale: SliderScale,
  value: number,
  direction: 1 | -1,
): number {
  if (bounds.integer) return clamp(value + direction, bounds.min, bounds.max);
  const nearest = scale.positionOf(value);
  const isAhead = Math.sign(scale.valueAt(nearest, value) - value) === direction;
  return scale.valueAt(clamp(nearest + (isAhead ? 0 : direction), 0, scale.last), value);
}
