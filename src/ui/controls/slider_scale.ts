// Between a setting's value and the position of its slider, on a linear or a logarithmic scale.
import type { NumberSetting } from '../../settings/setting.ts';

export const SLIDER_POSITIONS = 200;

/** Integers spread over more than this get no slider: it could not reach most of them. */
const WIDEST_INTEGER_RANGE = 100_000;

export const hasSlider = (setting: NumberSetting): boolean =>
  !setting.integer || setting.max - setting.min <= WIDEST_INTEGER_RANGE;

export function toPosition(setting: NumberSetting, value: number): number {
  const { min, max, scale } = setting;
  const share = scale === 'log' ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.round(SLIDER_POSITIONS * share);
}

/** The value at a position, rounded to what a person would write; moves on from `from` by at least one integer. */
export function fromPosition(setting: NumberSetting, position: number, from: number): number {
  const { min, max, scale, integer } = setting;
  const share = position / SLIDER_POSITIONS;
  const exact = scale === 'log' ? min * (max / min) ** share : min + (max - min) * share;
  const rounded = integer ? Math.round(exact) : Number(exact.toPrecision(2));
  // Two digits would turn 0.999 into 1 at the end of the scale.
  const value =
    position === SLIDER_POSITIONS ? max : position === 0 ? min : Math.min(max, Math.max(min, rounded));
  const stuck = integer && value === from && position !== toPosition(setting, from);
  if (!stuck) return value;
  return Math.min(max, Math.max(min, from + Math.sign(position - toPosition(setting, from))));
}
