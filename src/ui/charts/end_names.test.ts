import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ChartSeries } from './chart_series.ts';
import { roomForNames, spreadOut, withEndNames } from './end_names.ts';

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

it('reserves room for the longest name at the end of the chart, and none for names inside it', () => {
  const line = (endName: string | undefined, end: number): ChartSeries => {
    const points = [0, end].map((x) => ({ x, y: 0 }));
    return { id: endName ?? 'none', label: 'a', colour: '--ink', points, endName };
  };
  expect(roomForNames([], 1)).toBe(0);
  expect(roomForNames([line(undefined, 10)], 1)).toBe(0);
  const short = roomForNames([line('GDC', 10)], 1);
  expect(roomForNames([line('GDC', 10), line('BRAIn', 9)], 1)).toBeGreaterThan(short);
  expect(roomForNames([line('GDC', 10), line('BRAIn', 5)], 1)).toBe(short);
  expect(roomForNames([line('GDC', 10)], 2)).toBeCloseTo(2 * short, -1);
});

it('names lines for a room by the first words of their label, and leaves dots and given names alone', () => {
  const names = withEndNames([
    { id: 'a', label: '#1 BRAIn, gamma 1 → 0.3', colour: '--ink', points: [] },
    { id: 'b', label: 'Exact frontier (no policy lies above it)', colour: '--ink', points: [] },
    { id: 'c', label: 'A label of more than eighteen letters', colour: '--ink', points: [] },
    { id: 'd', label: 'GDC and more', endName: 'GDC', colour: '--ink', points: [] },
    { id: 'e', label: 'Prior', line: 'none', colour: '--ink', points: [] },
  ]).map(({ endName }) => endName);
  expect(names).toEqual(['#1 BRAIn', 'Exact frontier', 'A label of more t…', 'GDC', undefined]);
});
