import { describe, expect, it } from 'vitest';
import { madeUpResult, risingCurve } from '../../class/made_up_results.ts';
import { runGroups } from '../../class/run_groups.ts';
import { curveSeries, predictionSeries, valueSeries } from './class_series.ts';

const run = (gamma: number, seed: number, reward: number, kl = 1) =>
  madeUpResult({ gamma, seed }, { seat: seed, curve: risingCurve(reward, kl, 3) });
const near = (values: readonly (number | undefined)[]) => values.map((value) => Number(value!.toFixed(3)));

describe('the class on charts', () => {
  const rewards = [1, 2, 3, 4];
  const grouped = runGroups([...rewards.map((reward, at) => run(0.3, at + 1, reward)), run(3, 1, 1, 0.5)]);

  it('every run is thin and unlisted, the median of a group thick, with its quartiles', () => {
    const series = curveSeries(grouped);
    const listed = series.filter(({ inLegend }) => inLegend !== false);
    expect(series).toHaveLength(5 + 2);
    expect(listed.map(({ label, band }) => [label, band])).toEqual([
      ['gamma 0.3', true],
      ['gamma 3', true],
    ]);
    const end = listed[0].points.at(-1)!;
    // Of 1, 2, 3, 4: median 2.5, quartiles 1.75 and 3.25.
    expect(near([end.x, end.y, end.yLow, end.yHigh])).toEqual([1, 2.5, 1.75, 3.25]);
    expect(listed[1].points.at(-1)!.yLow).toBeUndefined();
    expect(new Set(series.map(({ id }) => id)).size).toBe(series.length);
  });

  it('a run that stopped early is drawn, and not in the median', () => {
    const early = madeUpResult({ gamma: 0.3, seed: 9 }, { curve: risingCurve(9, 1, 3).slice(0, 2) });
    const series = curveSeries(runGroups([...rewards.map((reward, at) => run(0.3, at + 1, reward)), early]));
    expect(series.filter(({ inLegend }) => inLegend === false)).toHaveLength(5);
    expect(near([series.at(-1)!.points.at(-1)!.y])).toEqual([2.5]);
  });

  it('the last step over the swept value has each run and the median', () => {
    const [each, middle] = valueSeries(grouped, ({ reward }) => reward);
    expect(each.points).toHaveLength(5);
    expect(near(middle.points.flatMap(({ x, y }) => [x, y]))).toEqual([0.3, 2.5, 3, 1]);
    expect(valueSeries(runGroups([run(1, 1, 1)]), ({ reward }) => reward)).toEqual([]);
  });

  it('guesses are rings, joined with where the run ended; guessed curves have no place', () => {
    const guessed = madeUpResult({}, { seat: 4, prediction: { reward: 1.5, kl: 0.5 } });
    const drawn = madeUpResult({ seed: 2 }, { prediction: { curve: 1 } });
    const series = predictionSeries([drawn, guessed]);
    expect(series.map(({ id, marker }) => [id, marker])).toEqual([
      ['way-0', undefined],
      ['guesses', 'ring'],
      ['ends', 'circle'],
    ]);
    expect(series[0].points.map(({ x, y }) => near([x, y]))).toEqual([
      [0.5, 1.5],
      [1, 2],
    ]);
    expect(predictionSeries([drawn])).toEqual([]);
  });
});
