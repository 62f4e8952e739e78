// Worker for the benchmark: it may take minutes, and it loads libraries that the playground does not use.
import { type BenchmarkResult, runBenchmark } from '../bench/benchmark.ts';
import { type BenchmarkSize, SHAPES } from '../bench/shapes.ts';
import { openGpu } from '../engine/device.ts';
import { type AnswerContext, answerRequests, type Reply } from './request.ts';
import { openWebGPU } from './webgpu_backend.ts';

export interface BenchmarkRequest {
  readonly size: BenchmarkSize;
  readonly repeats: number;
}

/** Progress is a line for the terminal or the page. */
export type BenchmarkReply = Reply<string, BenchmarkResult>;

async function run(
  { size, repeats }: BenchmarkRequest,
  { progress, fail }: AnswerContext<string>,
): Promise<BenchmarkResult> {
  const { activateTfjs, runTfjsOn } = await import('./tfjs_backends.ts');
  const { contenders } = await import('../bench/contenders.ts');
  await activateTfjs('tfjs-wasm');
  const { opened, failed, details } = await openWebGPU();
  const gpu = await openGpu(opened);
  await runTfjsOn(opened);
  void failed.then(({ message }) => fail(message));
  return runBenchmark({
    gpu,
    software: opened.software,
    adapter: details(gpu),
    runtime: navigator.userAgent,
    shapes: SHAPES[size],
    repeats,
    ...(await contenders(gpu)),
    say: progress,
  });
}

answerRequests(run);
