import { describe, expect, it } from 'vitest';
import { powersOfTwo, rangeOf, ticks } from '../../math/axis_ticks.ts';
import type { FigurePoint, ResultFigure } from '../experiment.ts';
import { figureSvg } from './figure_svg.ts';

const figure = (points: readonly FigurePoint[], scale?: 'log'): ResultFigure => ({
  id: 'one',
  title: 'Reward & <KL>',
  x: { label: 'KL, nats', scale },
  y: { label: 'Reward' },
  series: [{ label: 'BRAIn', method: 'brain', kind: 'points', points }],
});
const centres = (svg: string) =>
  [...svg.matchAll(/cx="([\d.]+)" cy="([\d.]+)" r="4" fill="[^"]+"><title>/g)].map((m) => [
    Number(m[1]),
    Number(m[2]),
  ]);

describe('axes', () => {
  it('have round ticks within the range', () => {
    expect(ticks([0, 1])).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks([-0.31, 0.29])).toEqual([-0.2, 0, 0.2]);
    expect(ticks([12, 4711])).toEqual([1000, 2000, 3000, 4000]);
    expect(powersOfTwo([1.9, 33])).toEqual([2, 4, 8, 16, 32]);
  });

  it('span what is finite, with a margin', () => {
    expect(rangeOf([0, 10, Number.NaN])).toEqual([-0.5, 10.5]);
    expect(rangeOf([3])).toEqual([2, 4]);
    expect(rangeOf([])).toEqual([0, 1]);
  });
});

describe('a drawn figure', () => {
  it('draws larger x further right, larger y higher, and nothing that is not finite', () => {
    const svg = figureSvg(
      figure([
        { x: 1, y: 1 },
        { x: 2, y: 3 },
        { x: Number.NaN, y: 2 },
      ]),
    );
    const [first, second, ...rest] = centres(svg);
    expect(rest).toEqual([]);
    expect(second[0]).toBeGreaterThan(first[0]);
    expect(second[1]).toBeLessThan(first[1]);
    expect(svg).not.toContain('NaN');
  });

  it('puts equal ratios at equal distances on a logarithmic axis', () => {
    const [a, b, c] = centres(
      figureSvg(
        figure(
          [
            { x: 2, y: 1 },
            { x: 8, y: 2 },
            { x: 32, y: 3 },
          ],
          'log',
        ),
      ),
    );
    expect(b[0] - a[0]).toBeCloseTo(c[0] - b[0], 1);
  });

  it('draws intervals, names points and escapes text', () => {
    const svg = figureSvg(figure([{ x: 1, y: 1, yLow: 0, yHigh: 2, label: 'step <5>' }]));
    expect(svg).toContain('stroke-opacity="0.45"');
    expect(svg).toContain('BRAIn, step &lt;5&gt;: 1, 1');
    expect(svg).toContain('Reward &amp; &lt;KL&gt;');
  });

  it('draws its axes without any point', () => {
    expect(figureSvg(figure([]))).toContain('KL, nats');
  });
});
