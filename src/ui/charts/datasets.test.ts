import { expect, it } from 'vitest';
import { tooltipLines } from './datasets.ts';

const axes = { x: { label: 'KL, nats' }, y: { label: 'mean reward' } } as const;
const point = { x: 0.467, y: 1.14, yLow: 1, yHigh: 1.3, note: 'step 20' };

it('names both axes in a tooltip', () => {
  expect(tooltipLines({ ...axes, hover: 'point' }, '#1 BRAIn', point)).toEqual([
    '#1 BRAIn',
    'mean reward: 1.14 (1.00 to 1.30)',
    'KL, nats: 0.467',
    'step 20',
  ]);
  // Series at one x share the line of x, which is the tooltip's title.
  expect(tooltipLines({ ...axes, hover: 'x' }, 'smoothed', point)).toEqual([
    'smoothed, mean reward: 1.14 (1.00 to 1.30)',
    'step 20',
  ]);
});
