import { expect, it } from 'vitest';
import type { ResultFigure } from '../../experiments/experiment.ts';
import { RAMP_STEPS } from '../methods/ramp_styles.ts';
import { chartOf } from './series.ts';

const figure: ResultFigure = {
  id: 'one',
  title: 'Reward over gamma',
  x: { label: 'gamma', scale: 'log', marks: [0.1, 1, 10] },
  y: { label: 'Reward' },
  series: [
    { label: 'a', kind: 'line', ramp: 0.5, band: true, dash: 'dotted', points: [{ x: 0.1, y: 1 }] },
    { label: 'b', kind: 'points', method: 'brain', unlisted: true, points: [{ x: 0.1, y: 1 }] },
    { label: 'c', kind: 'line', points: [] },
  ],
};

it('draws a ramp, a band and dashes, and leaves out what has no point', () => {
  expect(chartOf(figure).series).toMatchObject([
    { colour: `--ramp-${RAMP_STEPS / 2}`, line: 'dotted', marker: 'none', band: true, inLegend: true },
    { colour: '--method-brain', line: 'none', inLegend: false },
  ]);
});

it('keeps room for all given ticks, however few points there are', () => {
  const { x } = chartOf(figure);
  expect(x).toMatchObject({ scale: 'logarithmic', marks: [0.1, 1, 10] });
  expect(x.min).toBeLessThan(0.1);
  expect(x.min).toBeGreaterThan(0);
  expect(x.max).toBeGreaterThan(10);
  expect(chartOf({ ...figure, x: { label: 'x' } }).x).toEqual({ label: 'x' });
});
