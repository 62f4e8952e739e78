import { afterEach, expect, it, vi } from 'vitest';
import { WorkClock } from './work_clock.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('adds what was done earlier, and leaves out the pauses', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] });
  const clock = new WorkClock(7);
  await vi.advanceTimersByTimeAsync(2000);
  expect(clock.seconds).toBeCloseTo(9, 9);
  const resting = clock.restUntil(new Promise((resolve) => setTimeout(resolve, 60_000)));
  await vi.advanceTimersByTimeAsync(60_000);
  await resting;
  await vi.advanceTimersByTimeAsync(500);
  expect(clock.seconds).toBeCloseTo(9.5, 9);
});
