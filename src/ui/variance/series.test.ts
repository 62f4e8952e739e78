import { describe, expect, it } from 'vitest';
import { ESTIMATORS } from '../../gaussian/estimators.ts';
import { runGaussian } from '../../gaussian/experiment.ts';
import { gaussianDefaults } from '../../gaussian/settings.ts';
import { Z95 } from '../../math/statistics.ts';
import { IN_THE_PAPER } from './estimators.ts';
import { coefficientLimit, plotFor } from './geometry.ts';
import { chartLabel, niceRange, type VarianceView, varianceSeries } from './series.ts';

const options = { ...gaussianDefaults, repeats: 200 };
const result = runGaussian(options);
const view: VarianceView = {
  quantity: 'variance',
  x: 'theta',
  scale: 'linear',
  estimators: new Set(ESTIMATORS),
};

describe('series of the variance chart', () => {
  it('two closed forms, five estimators with intervals', () => {
    const series = varianceSeries(result, options, view);
    expect(series.map(({ id }) => id)).toEqual(['gdc exact', 'gdc++ exact', ...ESTIMATORS]);
    expect(series[0].points.at(-1)).toEqual({ x: 1, y: result.exact.gdc.variance[10] });
    const { x, y, yLow, yHigh } = series[4].points[10];
    expect([x, y]).toEqual([1, result.brain.variance[10]]);
    expect(yHigh! - yLow!).toBeCloseTo(2 * Z95 * result.brain.standardError.variance[10], 12);
  });

  it('is told in words by what it draws, and by nothing else', () => {
    const label = chartLabel(result, { ...view, estimators: new Set(['brain', 'gdc']) });
    const values = label.replace(/^Variance of the gradient estimate from θ = 0 to 1: /, '').split(', ');
    expect(values.map((text) => text.replace(/ \S+ to \S+$/, ''))).toEqual(['GDC', 'BRAIn']);
    expect(Number(values[1].split(' ').at(-1))).toBeCloseTo(result.brain.variance[10], 2);
  });

  it('as in the paper: joined points with a name at their ends, and nothing else', () => {
    const estimators = new Set(IN_THE_PAPER);
    const series = varianceSeries(result, options, { ...view, estimators, asInPaper: true });
    expect(series.map(({ id, line, endName }) => [id, line, endName])).toEqual([
      ['gdc', 'solid', 'GDC'],
      ['gdc++', 'solid', 'GDC++'],
      ['brain', 'solid', 'BRAIn'],
    ]);
  });

  it('hides what is not asked for, and moves to KL', () => {
    const series = varianceSeries(result, options, { ...view, x: 'kl', estimators: new Set(['brain']) });
    expect(series.map(({ id }) => id)).toEqual(['brain']);
    expect(series[0].points[5].x).toBe(0.125);
  });

  it('leaves out what a logarithmic scale can’t show', () => {
    const atTarget = { ...options, policyMean: 0 };
    const series = varianceSeries(runGaussian(atTarget), atTarget, { ...view, scale: 'logarithmic' });
    expect(series.find(({ id }) => id === 'brain')?.points).toEqual([]);
    for (const { points } of series) for (const { y, yLow } of points) expect(yLow ?? y).toBeGreaterThan(0);
  });
});

describe('axes', () => {
  const spanning = (...ys: number[]) => [
    { id: '', label: '', colour: '', points: ys.map((y) => ({ x: 0, y })) },
  ];

  it.each([
    [[0.1, 2.55], 'linear', { min: 0, max: 3 }],
    [[-0.71, 0.45], 'linear', { min: -0.8, max: 0.6 }],
    [[0, 0], 'linear', { min: 0, max: 0 }],
    [[0.113, 2.55], 'logarithmic', { min: 0.1, max: 3 }],
  ] as const)('%j on a %s scale', (ys, scale, expected) => {
    const range = niceRange(spanning(...ys), scale)!;
    expect(range.min).toBeCloseTo(expected.min, 12);
    expect(range.max).toBeCloseTo(expected.max, 12);
  });

  it('have no range without points', () => expect(niceRange([], 'linear')).toBeUndefined());

  it('hold every coefficient', () => {
    expect(coefficientLimit([-0.27, 0.1])).toBeCloseTo(0.3, 12);
    expect(coefficientLimit([0.95])).toBeCloseTo(1, 12);
    expect(coefficientLimit([0.0021, 0])).toBeCloseTo(0.003, 12);
    expect(coefficientLimit([0, 1e-17])).toBe(0.1);
  });

  it('keep a width when hidden, and invert', () => {
    const plot = plotFor(0, -3, 4);
    expect(plot.right).toBeGreaterThan(plot.left);
    expect(plot.fromX(plot.x(1.5))).toBeCloseTo(1.5, 9);
  });
});
