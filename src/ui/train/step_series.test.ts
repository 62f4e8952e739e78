import { expect, it } from 'vitest';
import { defaults } from '../../config/presets.ts';
import type { WorkerEvent } from '../../session/protocol.ts';
import { initialState, type PageEvent } from '../../store/page_state.ts';
import { reduceAll } from '../../store/reducer.ts';
import { evaluationEvent, stepMetrics } from '../../store/sample_events.ts';
import { REWARD } from './metric_catalogue.ts';
import { runStyles } from './run_name.ts';
import { drawnRuns, drawnVersion, stepSeries, winRateSeries } from './step_series.ts';

function drawn(events: readonly (WorkerEvent | PageEvent)[]) {
  const { runs, currentRunId } = reduceAll(initialState(defaults.strings), events);
  return drawnRuns(runs, currentRunId, runStyles(runs));
}
const start = (runId: number): PageEvent => ({ type: 'run-started', runId, config: defaults.strings });
const steps = (runId: number, rewards: readonly number[]): WorkerEvent[] =>
  rewards.map((meanReward, i) => ({ type: 'step', runId, metrics: { ...stepMetrics(i + 1), meanReward } }));

it('keeps every spike of a long run in a few hundred points, in order', () => {
  const rewards = Array.from({ length: 10_000 }, (_, i) => Math.sin(i));
  rewards[1234] = 50;
  rewards[7777] = -50;
  const [raw] = stepSeries(drawn([start(1), ...steps(1, rewards)]), REWARD, 'strong');
  expect(raw.points.length).toBeLessThanOrEqual(400);
  const stepOf = (y: number) => raw.points.find((point) => point.y === y)?.x;
  expect([stepOf(50), stepOf(-50)]).toEqual([1235, 7778]);
  const x = raw.points.map((point) => point.x);
  expect(x).toEqual(x.toSorted((a, b) => a - b));
});

it('draws raw values and intervals of the current run only', () => {
  const runs = drawn([
    start(1),
    ...steps(1, [1, 2]),
    evaluationEvent(1, 2),
    start(2),
    ...steps(2, [1]),
    evaluationEvent(2, 1),
  ]);
  expect(stepSeries(runs, REWARD, 'light').map((series) => series.id)).toEqual(['run 1', 'raw 2', 'run 2']);
  const [earlier, judge, current] = winRateSeries(runs);
  expect(earlier.points[0].yLow).toBeUndefined();
  expect(judge.points[0]).toMatchObject({ x: 1, yLow: 20, yHigh: 38 });
  expect(current.points[0]).toMatchObject({ y: 30, note: '30 of 100' });
});

it('changes the version of evaluation charts with evaluations, not with steps', () => {
  const events = [start(1), evaluationEvent(1, 0)];
  const before = drawnVersion(drawn(events), 'evaluation');
  expect(drawnVersion(drawn([...events, ...steps(1, [1])]), 'evaluation')).toBe(before);
  expect(drawnVersion(drawn([...events, evaluationEvent(1, 5)]), 'evaluation')).not.toBe(before);
});

it('draws the values alone where they are not smoothed', () => {
  const runs = drawn([start(1), ...steps(1, [1, 2, 6])]);
  const [only, ...others] = stepSeries(runs, REWARD, 'off');
  expect(others).toEqual([]);
  expect(only.points.map(({ y }) => y)).toEqual([1, 2, 6]);
  expect(stepSeries(runs, REWARD, 'light')[1].points.map(({ y }) => y)).toEqual([1, 1.5, 3]);
});
