import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { awaited, type Silence, SilenceWatch, signOfLife } from './awaited.ts';
import { afterSeconds } from './seconds.ts';

const never = new Promise<never>(() => {});
const other = { missing: 'The device has not answered', ofDevice: true };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watched() {
  const told: (Silence | undefined)[] = [];
  return { told, watch: new SilenceWatch((silence) => told.push(silence)) };
}

it('names what is waited for after ten seconds, once', () => {
  const { told, watch } = watched();
  watch.begin(other);
  void awaited({ missing: 'The file a has not arrived' }, () => never);
  vi.advanceTimersByTime(10_500);
  expect(told).toEqual([]); // the wait began in the first second
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([{ message: 'The file a has not arrived after 10 s.', ofDevice: false }]);
  watch.end();
  expect(told.slice(1)).toEqual([undefined]);
});

it('does not name a wait that an earlier piece of work has left behind', () => {
  const { told, watch } = watched();
  void awaited({ missing: 'The file b has not arrived' }, () => never);
  watch.begin(other);
  vi.advanceTimersByTime(20_000);
  expect(told).toEqual([{ message: 'The device has not answered after 10 s.', ofDevice: true }]);
  expect(watch.isDeviceSilent).toBe(true);
});

it('counts again with every sign of life, and takes back what it said', () => {
  const { told, watch } = watched();
  watch.begin(other);
  for (let second = 0; second < 60; second += 5) {
    vi.advanceTimersByTime(5000);
    signOfLife();
  }
  expect(told).toEqual([]);
  vi.advanceTimersByTime(12_000);
  expect(told).toHaveLength(1);
  signOfLife();
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([expect.anything(), undefined]);
  watch.end();
  expect(told).toHaveLength(2);
});

it('counts a night that a laptop slept as a second', () => {
  const { told, watch } = watched();
  watch.begin(other);
  vi.advanceTimersByTime(3000);
  vi.setSystemTime(Date.now() + 8 * 3600 * 1000);
  vi.advanceTimersByTime(5000);
  expect(told).toEqual([]);
  watch.end();
});

it('does a task after so many seconds, unless it is called off', () => {
  let done = 0;
  afterSeconds(3, () => done++);
  const callOff = afterSeconds(3, () => done++);
  vi.advanceTimersByTime(2500);
  callOff();
  vi.advanceTimersByTime(10_000);
  expect(done).toBe(1);
});
