import { describe, expect, it } from 'vitest';
import { type SettingKey, settings } from '../../config/schema.ts';
import { integer, type NumberSetting, real } from '../../settings/setting.ts';
import { boundsScale, hasSlider, steppedValue, stopsScale } from './slider_scale.ts';

const numbers = (Object.keys(settings) as SettingKey[])
  .map((key) => [key, settings[key]] as const)
  .filter((entry): entry is [SettingKey, NumberSetting] => entry[1].kind === 'number');
const gamma = real(0.01, 100);
const share = real(0, 1, 'linear');

describe('a slider', () => {
  it.each(numbers)(
    'of %s: every position gives a value within bounds, ends included, never falling',
    (_, setting) => {
      const scale = boundsScale(setting);
      let last = Number.NEGATIVE_INFINITY;
      for (let position = 0; position <= scale.last; position++) {
        const value = scale.valueAt(position, Number.NaN);
        expect(value).toBeGreaterThanOrEqual(Math.max(last, setting.min));
        expect(value).toBeLessThanOrEqual(setting.max);
        last = value;
      }
      expect(scale.valueAt(0, Number.NaN)).toBe(setting.min);
      expect(last).toBe(setting.max);
    },
  );

  it('has the geometric mean in the middle of a log scale', () => {
    expect(boundsScale(gamma).positionOf(1)).toBe(boundsScale(gamma).last / 2);
  });

  it('moves an integer by one where neighbouring positions round to the same', () => {
    const scale = boundsScale(integer(1, 1000, 'log'));
    const position = scale.positionOf(2);
    expect(scale.valueAt(position + 1, 2)).toBe(3);
    expect(scale.valueAt(position - 1, 2)).toBe(1);
  });

  it.each(numbers.filter(([, setting]) => hasSlider(setting)))(
    'of %s: the right arrow leads from one end to the other',
    (_, setting) => {
      const scale = boundsScale(setting);
      let value = setting.min;
      for (let presses = 0; value < setting.max; presses++) {
        const next = scale.valueAt(Math.min(scale.last, scale.positionOf(value) + 1), value);
        expect(next).toBeGreaterThan(value);
        expect(presses).toBeLessThan(scale.last);
        value = next;
      }
    },
  );

  it('is not for a seed', () => {
    expect(hasSlider(integer(0, 4_294_967_295))).toBe(false);
    expect(hasSlider(gamma)).toBe(true);
  });

  it('over stops is at the nearest', () => {
    const scale = stopsScale([2, 4, 8, 16]);
    expect([0, 2, 3.2, 11, 13, 99].map(scale.positionOf)).toEqual([0, 0, 1, 2, 3, 3]);
    expect([0, 1, 2, 3].map((position) => scale.valueAt(position, 2))).toEqual([2, 4, 8, 16]);
  });
});

describe('an arrow key', () => {
  it('moves an integer by one and stops at the bounds, whatever its slider shows', () => {
    const samples = integer(2, 256);
    const scale = stopsScale([2, 64, 256]);
    expect(steppedValue(samples, scale, 7, 1)).toBe(8);
    expect(steppedValue(samples, scale, 7, -1)).toBe(6);
    expect(steppedValue(samples, scale, 2, -1)).toBe(2);
    expect(steppedValue(samples, scale, 256, 1)).toBe(256);
  });

  it('moves a real number to the next position of its slider', () => {
    expect(steppedValue(gamma, boundsScale(gamma), 1, 1)).toBe(1.1);
    expect(steppedValue(gamma, boundsScale(gamma), 0.01, -1)).toBe(0.01);
    // The next position, 0.575, is 0.57 in two digits.
    expect(steppedValue(share, boundsScale(share), 0.57, 1)).toBe(0.58);
    const halves = stopsScale([0, 0.5, 1]);
    expect(steppedValue(share, halves, 0.4, 1)).toBe(0.5);
    expect(steppedValue(share, halves, 0.4, -1)).toBe(0);
    expect(steppedValue(share, halves, 0.5, 1)).toBe(1);
  });
});
