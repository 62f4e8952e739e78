import { expect, it } from 'vitest';
import { coefficientLimit, densityPath, normalDensity, plotFor } from './variance_geometry.ts';

it.each([
  [[0.12, -0.27], 0.3],
  [[-0.0104], 0.015],
  [[0.9], 1],
  [[0, 0], 1],
  [[1e-17, -3e-17], 1],
])('the axis of coefficients %j ends at %d', (coefficients, limit) => {
  expect(coefficientLimit(coefficients)).toBeCloseTo(limit, 12);
});

it('pointer positions and values are inverses, also in an element without width', () => {
  for (const widthPx of [0, 358, 900]) {
    const plot = plotFor(widthPx, -3, 4);
    expect(plot.fromX(plot.x(0.35))).toBeCloseTo(0.35, 12);
    expect(plot.x(4)).toBe(plot.right);
  }
});

it('a density peaks at its mean, at the top of the plot', () => {
  const plot = plotFor(700, -3, 4);
  expect(plot.density(normalDensity(0.4, 0.4))).toBeCloseTo(plot.densityTop, 9);
  const heights = [...densityPath(plot, 0.4).matchAll(/([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [+x, +y]);
  const [topX] = heights.reduce((top, point) => (point[1] < top[1] ? point : top));
  expect(plot.fromX(topX)).toBeCloseTo(0.4, 1);
});
