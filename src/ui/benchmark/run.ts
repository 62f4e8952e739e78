// The benchmark's worker and what it has said so far. It outlives the page's view, so looking elsewhere loses nothing.
import type { BenchmarkResult } from '../../bench/benchmark.ts';
import type { BenchmarkMessage, BenchmarkRequest } from '../../worker/bench_worker.ts';

export type BenchmarkState =
  | { readonly status: 'idle' }
  | { readonly status: 'running'; readonly lines: readonly string[] }
  | { readonly status: 'done'; readonly result: BenchmarkResult }
  | { readonly status: 'failed'; readonly message: string };

let state: BenchmarkState = { status: 'idle' };
let worker: Worker | undefined;
const listeners = new Set<() => void>();

function become(next: BenchmarkState): void {
  state = next;
  for (const listener of listeners) listener();
}

export const benchmarkState = () => state;

export function subscribeToBenchmark(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function stopBenchmark(): void {
  worker?.terminate();
  worker = undefined;
  become({ status: 'idle' });
}

export function startBenchmark(request: BenchmarkRequest): void {
  worker?.terminate();
  const started = new Worker(new URL('../../worker/bench_worker.ts', import.meta.url), {
    type: 'module',
    name: 'benchmark',
  });
  worker = started;
  become({ status: 'running', lines: [] });
  const end = (next: BenchmarkState) => {
    started.terminate();
    worker = undefined;
    become(next);
  };
  started.addEventListener('message', ({ data }: MessageEvent<BenchmarkMessage>) => {
    if (data.type === 'result') end({ status: 'done', result: data.result });
    else if (data.type === 'failed') end({ status: 'failed', message: data.message });
    else if (state.status === 'running') become({ status: 'running', lines: [...state.lines, data.line] });
  });
  started.addEventListener('error', (event) => {
    event.preventDefault();
    end({ status: 'failed', message: event.message || 'the worker stopped' });
  });
  started.postMessage(request);
}
