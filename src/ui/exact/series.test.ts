import { expect, it } from 'vitest';
import { Z95 } from '../../math/statistics.ts';
import { exactFrontierSeries, klInView, placeOf } from './frontier_series.ts';
import { sampleRun } from './sample_run.ts';
import { divergenceSeries, estimatorSeries, selfNormalisedSeries } from './step_series.ts';
import { currentOf, exactRuns, exactVersion } from './useExactRuns.ts';

const runs = [sampleRun(1), sampleRun(2)];
const drawn = exactRuns(runs, 1);
const world = runs[0].exactWorld!;

it('draws the current run last, and only what was enumerated and is not hidden', () => {
  expect(drawn.map(({ run }) => run.id)).toEqual([2, 1]);
  expect(currentOf(drawn)?.id).toBe(1);
  expect(exactRuns([runs[0], { ...runs[1], hidden: true }], 1).map(({ run }) => run.id)).toEqual([1]);
  expect(exactRuns([runs[0], { ...runs[1], exactEvaluations: [] }], 1)).toHaveLength(1);
});

it('changes its version with a new evaluation or round, not with a training step', () => {
  const version = exactVersion(drawn);
  expect(exactVersion(exactRuns([{ ...runs[0], microscope: undefined }, runs[1]], 1))).toBe(version);
  const fewer = { ...runs[0], exactEvaluations: runs[0].exactEvaluations.slice(1) };
  expect(exactVersion(exactRuns([fewer, runs[1]], 1))).not.toBe(version);
  const fewerRounds = { ...runs[0], klReports: runs[0].klReports.slice(1) };
  expect(exactVersion(exactRuns([fewerRounds, runs[1]], 1))).not.toBe(version);
});

it('puts the posterior on the frontier and every run under it', () => {
  const series = exactFrontierSeries(world, 1, drawn);
  const line = series.find(({ id }) => id === 'frontier')!.points;
  const heightAt = (kl: number) => {
    const right = line.findIndex(({ x }) => x >= kl);
    const [a, b] = [line[Math.max(0, right - 1)], line[right]];
    return a === b ? a.y : a.y + ((kl - a.x) / (b.x - a.x)) * (b.y - a.y);
  };
  const posterior = series.find(({ id }) => id === 'posterior')!.points[0];
  // The drawn line is a chord of a concave curve, so the posterior may lie slightly above it.
  expect(posterior.y).toBeCloseTo(heightAt(posterior.x), 2);
  for (const entry of series.filter(({ id }) => id.startsWith('run')))
    for (const { x, y } of entry.points) expect(y).toBeLessThanOrEqual(heightAt(x) + 5e-3);
  expect(series.find(({ id }) => id === 'run 1')!.points[3].note).toMatch(/^step 60, .* below the frontier$/);
  expect(placeOf(world, world.logPrior).x).toBe(0);
});

it('shows the frontier a little beyond the posterior and the runs, or all of it', () => {
  const limit = klInView(world, drawn);
  const place = placeOf(world, world.logPosterior);
  expect(limit).toBeGreaterThan(place.x);
  const [near] = exactFrontierSeries(world, 1, drawn, limit);
  const [whole] = exactFrontierSeries(world, 1, drawn);
  expect(near.points.length).toBeLessThan(whole.points.length);
  expect(near.points.at(-1)!.x).toBeGreaterThanOrEqual(limit);
  expect(whole.points).toHaveLength(world.frontier.length);
});

it('leaves a divergence of 0 off a logarithmic axis only', () => {
  const priorKl = (logarithmic: boolean) =>
    divergenceSeries(drawn, logarithmic)
      .find(({ id }) => id === '1 klPolicyPrior')!
      .points.map(({ x }) => x);
  expect(priorKl(false)).toEqual([0, 20, 40, 60]);
  expect(priorKl(true)).toEqual([20, 40, 60]);
  const listed = divergenceSeries(drawn, false).filter(({ inLegend }) => inLegend);
  expect(listed).toHaveLength(3);
});

it('keeps the estimates of one round within it, with intervals around their means', () => {
  const [exact, ...estimates] = estimatorSeries(runs[0].klReports, 'exact');
  expect(exact.points.map(({ x }) => x)).toEqual([1, 2, 3, 4]);
  expect(estimates.map(({ label }) => label)).toEqual(['k₁', 'k₂', 'k₃']);
  for (const { points } of estimates) {
    points.forEach(({ x, y, yLow, yHigh }, r) => {
      expect(Math.abs(x - exact.points[r].x)).toBeLessThan(0.5);
      expect(yLow! + yHigh!).toBeCloseTo(2 * y, 12);
    });
  }
  expect(estimatorSeries([], 'exact')).toEqual([]);
});

it('draws the enumerated pairs as a line and both estimates with their errors', () => {
  const { exactEvaluations } = runs[0];
  const series = selfNormalisedSeries(exactEvaluations);
  expect(series.map(({ id }) => id)).toEqual(['exact-pairs', 'pairs', 'run']);
  expect(series[0].points.at(-1)).toEqual({ x: 60, y: exactEvaluations[3].reducedPairs.exact });
  const { mean, standardError } = exactEvaluations[3].selfNormalisedKl;
  expect(series[2].points.at(-1)!.yHigh).toBeCloseTo(mean + Z95 * standardError, 12);
  expect(series[2].label).toBe('D₃₂, sampled');
  expect(selfNormalisedSeries([])).toEqual([]);
});
