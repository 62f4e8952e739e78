// The benchmark's worker and what it has said so far. It outlives the page's view, so looking elsewhere loses nothing.
import { createStore } from 'zustand/vanilla';
import type { BenchmarkResult } from '../../bench/benchmark.ts';
import type { BenchmarkMessage, BenchmarkRequest } from '../../worker/bench_worker.ts';

export type BenchmarkState =
  | { readonly status: 'idle' }
  | { readonly status: 'running'; readonly lines: readonly string[] }
  | { readonly status: 'done'; readonly result: BenchmarkResult }
  | { readonly status: 'failed'; readonly message: string };

export const benchmark = createStore<BenchmarkState>(() => ({ status: 'idle' }));

let worker: Worker | undefined;

export function stopBenchmark(): void {
  worker?.terminate();
  worker = undefined;
  benchmark.setState({ status: 'idle' }, true);
}

export function startBenchmark(request: BenchmarkRequest): void {
  worker?.terminate();
  const started = new Worker(new URL('../../worker/bench_worker.ts', import.meta.url), {
    type: 'module',
    name: 'benchmark',
  });
  worker = started;
  benchmark.setState({ status: 'running', lines: [] }, true);
  const end = (next: BenchmarkState) => {
    started.terminate();
    worker = undefined;
    benchmark.setState(next, true);
  };
  started.addEventListener('message', ({ data }: MessageEvent<BenchmarkMessage>) => {
    const state = benchmark.getState();
    if (data.type === 'result') end({ status: 'done', result: data.result });
    else if (data.type === 'failed') end({ status: 'failed', message: data.message });
    else if (state.status === 'running')
      benchmark.setState({ status: 'running', lines: [...state.lines, data.line] }, true);
  });
  started.addEventListener('error', (event) => {
    event.preventDefault();
    end({ status: 'failed', message: event.message || 'the worker stopped' });
  });
  started.postMessage(request);
}
