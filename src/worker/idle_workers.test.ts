import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { IdleWorkers } from './idle_workers.ts';
import type { AskedWorker } from './request.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function opened() {
  const workers: AskedWorker[] = [];
  const idle = new IdleWorkers(() => {
    const worker = { postMessage: vi.fn(), addEventListener: vi.fn(), terminate: vi.fn() };
    workers.push(worker);
    return worker as AskedWorker;
  }, 1000);
  return { idle, workers };
}

it('gives a worker that waits, and opens another only where none does', () => {
  const { idle, workers } = opened();
  const [first, second] = [idle.take(), idle.take()];
  expect(workers).toHaveLength(2);
  idle.keep(second);
  expect(idle.take()).toBe(second);
  idle.keep(first);
  idle.keep(second);
  expect(new Set([idle.take(), idle.take()])).toEqual(new Set([first, second]));
  expect(workers).toHaveLength(2);
});

it('ends a worker that nobody asks for a while, and never one that is taken', () => {
  const { idle, workers } = opened();
  const asked = idle.take();
  idle.keep(asked);
  vi.advanceTimersByTime(900);
  idle.take();
  vi.advanceTimersByTime(5000);
  expect(workers[0].terminate).not.toHaveBeenCalled();
  idle.keep(asked);
  vi.advanceTimersByTime(1100);
  expect(workers[0].terminate).toHaveBeenCalledOnce();
  idle.take();
  expect(workers).toHaveLength(2);
});
