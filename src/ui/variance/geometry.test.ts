import { expect, it } from 'vitest';
import { densityPath, normalDensity, plotFor } from './geometry.ts';

it('is lower where the chart stands below it, with the same rows in the same order', () => {
  for (const low of [false, true]) {
    const { densityTop, densityBase, stemTop, stemBottom, heightPx } = plotFor(700, -3, 4, low);
    const rows = [0, densityTop, densityBase, stemTop, stemBottom, heightPx];
    expect(rows.toSorted((a, b) => a - b)).toEqual(rows);
  }
  expect(plotFor(700, -3, 4, true).heightPx).toBeLessThan(300);
});

it('a density peaks at its mean, at the top of the plot', () => {
  const plot = plotFor(700, -3, 4);
  expect(plot.density(normalDensity(0.4, 0.4))).toBeCloseTo(plot.densityTop, 9);
  const heights = [...densityPath(plot, 0.4).matchAll(/([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [+x, +y]);
  const [topX] = heights.reduce((top, point) => (point[1] < top[1] ? point : top));
  expect(plot.fromX(topX)).toBeCloseTo(0.4, 1);
});
