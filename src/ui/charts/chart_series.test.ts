import { expect, it } from 'vitest';
import { type ChartSeries, extent } from './chart_series.ts';

const series = (points: ChartSeries['points']): ChartSeries => ({
  id: 'a',
  label: 'a',
  colour: '--ink',
  points,
});

it('spans points and whiskers of every series, ignoring what is not finite', () => {
  const all = [
    series([{ x: 1, y: 2, yLow: -1, yHigh: 5 }]),
    series([
      { x: -3, y: Number.NaN },
      { x: 0, y: 4, xHigh: 9 },
    ]),
  ];
  expect(extent(all, 'x')).toEqual({ min: -3, max: 9 });
  expect(extent(all, 'y')).toEqual({ min: -1, max: 5 });
});

it('has no extent without finite points', () => {
  expect(extent([series([{ x: 1, y: Number.NaN }])], 'y')).toBeUndefined();
  expect(extent([], 'x')).toBeUndefined();
});
