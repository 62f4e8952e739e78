import { expect, it } from 'vitest';
import { aboveZero } from './log_axis.ts';

it('keeps what a logarithmic axis can draw', () => {
  const points = [
    { x: 0, y: -1 },
    { x: 1, y: 0 },
    { x: 2, y: 2, yLow: -1, yHigh: 5 },
    { x: 3, y: 3, yLow: 1, yHigh: 5 },
  ];
  const [series] = aboveZero([{ id: 'a', label: 'a', colour: '--ink', points }]);
  expect(series.points).toEqual([
    { x: 2, y: 2, yLow: undefined, yHigh: undefined },
    { x: 3, y: 3, yLow: 1, yHigh: 5 },
  ]);
});
