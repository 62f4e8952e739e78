import { expect, it } from 'vitest';
import { accuracySeries, agreementWithLabels, calibrationSeries, lossSeries } from './reward_series.ts';

const bins = [
  { stated: 0.55, observed: 0.5, pairs: 30 },
  { stated: 0.95, observed: 1, pairs: 10 },
];

it('states the bins in per cent with their counts and intervals, beside the diagonal', () => {
  const [ideal, stated] = calibrationSeries(bins);
  expect(ideal.points).toEqual([
    { x: 50, y: 50 },
    { x: 100, y: 100 },
  ]);
  expect(stated.points[0]).toMatchObject({ x: expect.closeTo(55, 9), y: 50, note: '30 pairs' });
  expect(stated.points[1].yHigh).toBe(100);
  for (const { y, yLow, yHigh } of stated.points) {
    expect(yLow).toBeLessThan(y);
    expect(yHigh).toBeGreaterThanOrEqual(y);
  }
});

it('counts the pairs ordered as their labels say', () => {
  expect(agreementWithLabels(bins)).toBeCloseTo(25 / 40, 12);
});

it('draws each batch thin and smoothed, in per cent where it is a share', () => {
  const steps = [1, 2, 3].map((step) => ({ step, loss: 0.7 - step / 10, accuracy: step / 4 }));
  const [line, raw] = accuracySeries(steps);
  expect(raw.points.map(({ x, y }) => [x, y])).toEqual([
    [1, 25],
    [2, 50],
    [3, 75],
  ]);
  expect(line.points.at(-1)!.y).toBeLessThan(75);
  expect(lossSeries(steps)[1].points[0].y).toBeCloseTo(0.6, 12);
  expect(lossSeries([])[0].points).toEqual([]);
});
