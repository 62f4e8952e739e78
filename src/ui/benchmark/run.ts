// State of the benchmark and its worker. It outlives the page's view, so a change of tab loses nothing.
import { createStore } from 'zustand/vanilla';
import type { BenchmarkResult } from '../../bench/benchmark.ts';
import type { BenchmarkReply, BenchmarkRequest } from '../../worker/bench_worker.ts';
import { askOnce } from '../../worker/request.ts';

export type BenchmarkState =
  | { readonly status: 'idle' }
  | { readonly status: 'running'; readonly lines: readonly string[] }
  | { readonly status: 'done'; readonly result: BenchmarkResult }
  | { readonly status: 'failed'; readonly message: string };

export const benchmark = createStore<BenchmarkState>(() => ({ status: 'idle' }));

let runningBenchmark: { stop(): void } | undefined;

export function stopBenchmark(): void {
  runningBenchmark?.stop();
  benchmark.setState({ status: 'idle' }, true);
}

export function startBenchmark(request: BenchmarkRequest): void {
  runningBenchmark?.stop();
  benchmark.setState({ status: 'running', lines: [] }, true);
  const worker = new Worker(new URL('../../worker/bench_worker.ts', import.meta.url), {
    type: 'module',
    name: 'benchmark',
  });
  runningBenchmark = askOnce(worker, { ...request, base: document.baseURI }, (reply: BenchmarkReply) =>
    benchmark.setState((state) => nextState(state, reply), true),
  );
}

function nextState(state: BenchmarkState, reply: BenchmarkReply): BenchmarkState {
  if (reply.type === 'result') return { status: 'done', result: reply.result };
  if (reply.type === 'failed') return { status: 'failed', message: reply.message };
  const lines = state.status === 'running' ? state.lines : [];
  return { status: 'running', lines: [...lines, reply.progress] };
}
