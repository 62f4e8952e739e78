import { expect, it } from 'vitest';
import { type SettingKey, settings } from '../../config/schema.ts';
import type { NumberSetting } from '../../settings/setting.ts';
import { fromPosition, hasSlider, SLIDER_POSITIONS, toPosition } from './slider_scale.ts';

const numbers = (Object.keys(settings) as SettingKey[])
  .map((key) => [key, settings[key]] as const)
  .filter((entry): entry is [SettingKey, NumberSetting] => entry[1].kind === 'number');

it.each(numbers)(
  '%s: every position gives a value within bounds, ends included, never falling',
  (_, setting) => {
    let last = Number.NEGATIVE_INFINITY;
    for (let position = 0; position <= SLIDER_POSITIONS; position++) {
      const value = fromPosition(setting, position, Number.NaN);
      expect(value).toBeGreaterThanOrEqual(Math.max(last, setting.min));
      expect(value).toBeLessThanOrEqual(setting.max);
      last = value;
    }
    expect(fromPosition(setting, 0, Number.NaN)).toBe(setting.min);
    expect(last).toBe(setting.max);
  },
);

it('puts the geometric mean in the middle of a log scale', () => {
  expect(toPosition(settings.gamma as NumberSetting, 1)).toBe(SLIDER_POSITIONS / 2);
});

it('moves an integer by one where neighbouring positions round to the same', () => {
  const rounds = settings.rounds as NumberSetting;
  const at = toPosition(rounds, 2);
  expect(fromPosition(rounds, at + 1, 2)).toBe(3);
  expect(fromPosition(rounds, at - 1, 2)).toBe(1);
});

it('leaves the seed to its number field', () => {
  expect(hasSlider(settings.seed as NumberSetting)).toBe(false);
  expect(hasSlider(settings.gamma as NumberSetting)).toBe(true);
});
