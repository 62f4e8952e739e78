import { expect, it } from 'vitest';
import { isSameFrame, type PlotFrame, pixelAt, valueAt } from './plot_frame.ts';

const x = { min: 0, max: 4, atMin: 50, atMax: 250 };
/** Pixels count downwards. */
const y = { min: -1, max: 1, atMin: 180, atMax: 20 };

it('goes from values to pixels and back', () => {
  expect(pixelAt(x, 1)).toBe(100);
  expect(pixelAt(y, 1)).toBe(20);
  for (const value of [-1, -0.25, 0.5]) expect(valueAt(y, pixelAt(y, value))).toBeCloseTo(value, 12);
});

it('stays within the axis', () => {
  expect(valueAt(x, 0)).toBe(0);
  expect(valueAt(x, 999)).toBe(4);
  expect(valueAt(y, 0)).toBe(1);
});

it('knows a frame that has not moved', () => {
  const frame: PlotFrame = { x, y };
  expect(isSameFrame(frame, { x: { ...x }, y })).toBe(true);
  expect(isSameFrame(frame, { x: { ...x, max: 5 }, y })).toBe(false);
  expect(isSameFrame(undefined, frame)).toBe(false);
});
