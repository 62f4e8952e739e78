import { expect, it } from 'vitest';
import { stepMetrics } from './sample_events.ts';
import { appendSteps, column, columnNames, emptyStepLog } from './step_log.ts';

const rows = (from: number, to: number, diagnostics = {}) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ ...stepMetrics(from + i), diagnostics }));

it('appends in parts as in one go, over several growths', () => {
  let parts = emptyStepLog();
  for (let step = 1; step <= 1000; step += 7)
    parts = appendSteps(parts, rows(step, Math.min(1000, step + 6)));
  const whole = appendSteps(emptyStepLog(), rows(1, 1000));
  expect(parts.length).toBe(1000);
  expect(column(parts, 'step')).toEqual(column(whole, 'step'));
  expect([...column(parts, 'meanReward')]).toEqual(rows(1, 1000).map((row) => row.meanReward));
  expect(parts.latest?.step).toBe(1000);
});

it('never changes a log that was handed out, not even when it is appended to twice', () => {
  const base = appendSteps(emptyStepLog(), rows(1, 3));
  const before = [...column(base, 'step')];
  const left = appendSteps(base, rows(4, 5));
  const right = appendSteps(base, rows(90, 90));
  expect([...column(base, 'step')]).toEqual(before);
  expect([...column(left, 'step')]).toEqual([1, 2, 3, 4, 5]);
  expect([...column(right, 'step')]).toEqual([1, 2, 3, 90]);
});

it('keeps a method figure that appears late in line with the steps', () => {
  const log = appendSteps(appendSteps(emptyStepLog(), rows(1, 2)), rows(3, 3, { clippedShare: 0.5 }));
  expect([...column(log, 'diagnostics.clippedShare')]).toEqual([Number.NaN, Number.NaN, 0.5]);
  expect(columnNames(log)).toContain('diagnostics.clippedShare');
  expect(column(log, 'diagnostics.unheardOf')).toHaveLength(0);
});
