import fc from 'fast-check';
import { expect, it } from 'vitest';
import { roomForNames, spreadOut } from './end_names.ts';

it('leaves names where they fit, and centres those that would touch', () => {
  expect(spreadOut([100, 20, 60], 15, 0, 200)).toEqual([100, 20, 60]);
  expect(spreadOut([100, 102], 15, 0, 200)).toEqual([93.5, 108.5]);
  expect(spreadOut([50, 50, 50], 10, 0, 200)).toEqual([40, 50, 60]);
  expect(spreadOut([-5, 198], 15, 0, 200)).toEqual([0, 198]);
  expect(spreadOut([], 15, 0, 200)).toEqual([]);
});

it('keeps the order, the gap and the bounds', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 320 }), { minLength: 1, maxLength: 12 }), (wanted) => {
      const places = spreadOut(wanted, 15, 0, 300);
      const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
      const sorted = order.map((i) => places[i]);
      for (let i = 1; i < sorted.length; i++)
        expect(sorted[i] - sorted[i - 1]).toBeGreaterThanOrEqual(15 - 1e-9);
      expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...places)).toBeLessThanOrEqual(300 + 1e-9);
    }),
  );
});

it('reserves no room without names', () => {
  expect(roomForNames([])).toBe(0);
  expect(roomForNames(['GDC', 'BRAIn'])).toBeGreaterThan(roomForNames(['GDC']));
});
