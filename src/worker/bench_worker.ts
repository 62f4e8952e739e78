// The benchmark's own worker: it may take minutes, and its libraries are not the playground's.
import { setBackend } from '@tensorflow/tfjs-core';
import { type BenchmarkResult, runBenchmark } from '../bench/benchmark.ts';
import { contenders } from '../bench/contenders.ts';
import { SHAPES } from '../bench/shapes.ts';
import { openGpu } from '../engine/device.ts';
import { reasonOf } from '../errors/reason.ts';
import { browserBackends } from './browser_backends.ts';
import { openWebGPU } from './webgpu_backend.ts';

export interface BenchmarkRequest {
  /** Only the first shape. */
  readonly small: boolean;
  readonly repeats: number;
}

export type BenchmarkMessage =
  | { readonly type: 'line'; readonly line: string }
  | { readonly type: 'result'; readonly result: BenchmarkResult }
  | { readonly type: 'failed'; readonly message: string };

const scope = self as unknown as DedicatedWorkerGlobalScope;
const post = (message: BenchmarkMessage) => scope.postMessage(message);

async function run({ small, repeats }: BenchmarkRequest): Promise<BenchmarkResult> {
  await browserBackends().activate('wasm');
  const { opened, failed, details } = await openWebGPU();
  const gpu = await openGpu(opened);
  await setBackend('webgpu');
  const work = runBenchmark({
    gpu,
    software: opened.software,
    adapter: details(gpu),
    runtime: navigator.userAgent,
    shapes: small ? SHAPES.slice(0, 1) : SHAPES,
    repeats,
    ...(await contenders(gpu)),
    say: (line) => post({ type: 'line', line }),
  });
  return Promise.race([
    work,
    failed.then(({ message }) => {
      throw new Error(message);
    }),
  ]);
}

scope.addEventListener('message', ({ data }: MessageEvent<BenchmarkRequest>) => {
  run(data).then(
    (result) => post({ type: 'result', result }),
    (error) => post({ type: 'failed', message: reasonOf(error) }),
  );
});
