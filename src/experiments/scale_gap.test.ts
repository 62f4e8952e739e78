import { expect, it } from 'vitest';
import { madeUpOutcomes } from './made_up_outcomes.ts';
import { scaleOf } from './scale.ts';
import { scaleGapFigures, scaleGapRequests } from './scale_gap.ts';

const full = scaleOf('full', 1);

it('turns the beta of DPO-sft around gamma, and nothing else', () => {
  const all = scaleGapRequests(full).map(({ config }) => config);
  for (const task of ['markov', 'sentiment']) {
    const configs = all.filter((config) => config.task === task);
    const [{ gamma }] = configs;
    const ratios = configs.map(({ dpoBeta }) => dpoBeta / gamma);
    [0.3, 1, 3, 10].forEach((ratio, i) => {
      expect(ratios[i] / ratio).toBeCloseTo(1, 1);
    });
    for (const config of configs) expect({ ...config, dpoBeta: 0 }).toEqual({ ...configs[0], dpoBeta: 0 });
  }
});

it('draws a gap for each scale, in points, and none at smaller sizes', () => {
  const [{ series }] = scaleGapFigures(madeUpOutcomes(['table4'], full), full);
  for (const { points } of series) {
    expect(points.map(({ x }) => x)).toEqual([0.3, 1, 3, 10]);
    for (const { y } of points) expect(Math.abs(y)).toBeLessThanOrEqual(100);
  }
  expect(scaleGapFigures(new Map(), scaleOf('smoke'))).toEqual([]);
});
