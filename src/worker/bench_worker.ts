// Worker for the benchmark: it may take minutes, and it loads libraries that the playground does not use. Without WebGPU
// the contenders on the CPU compete alone.
import { type BenchmarkOptions, type BenchmarkResult, runBenchmark } from '../bench/benchmark.ts';
import { brainTask } from '../bench/brain_step.ts';
import { type BenchmarkSize, SHAPES } from '../bench/shapes.ts';
import { openGpu } from '../engine/device.ts';
import { reasonOf } from '../errors/reason.ts';
import { openCpuDevice } from './cpu_backend.ts';
import { type AnswerContext, answerRequests, type Reply } from './request.ts';
import { shippedModels } from './shipped_models.ts';
import { openWebGPU } from './webgpu_backend.ts';

export interface BenchmarkRequest {
  readonly size: BenchmarkSize;
  readonly repeats: number;
  /** Without the contenders on the CPU. */
  readonly cardAlone: boolean;
}
export interface BenchmarkQuestion extends BenchmarkRequest {
  /** Base URL of the page's files. */
  readonly base: string;
}

/** Progress is a line for the terminal or the page. */
export type BenchmarkReply = Reply<string, BenchmarkResult>;

async function openAdapter(
  fail: (message: string) => void,
): Promise<Pick<BenchmarkOptions, 'gpu' | 'missing'>> {
  try {
    const { opened, failed, details } = await openWebGPU();
    const gpu = await openGpu(opened);
    const { runTfjsOn } = await import('./tfjs_backends.ts');
    await runTfjsOn(opened);
    void failed.then(({ message }) => fail(message));
    return { gpu: { gpu, software: opened.software, details: details(gpu) } };
  } catch (error) {
    return { missing: { WebGPU: reasonOf(error) } };
  }
}

async function run(
  { size, repeats, cardAlone, base }: BenchmarkQuestion,
  { progress, fail }: AnswerContext<string>,
): Promise<BenchmarkResult> {
  const { activateTfjs } = await import('./tfjs_backends.ts');
  const { contenders } = await import('../bench/contenders.ts');
  await activateTfjs('tfjs-wasm');
  const { gpu, missing } = await openAdapter(fail);
  const task = brainTask(size);
  const prior = await shippedModels(base)(task, 'prior');
  const competing = await contenders({
    gpu,
    openCpu: cardAlone ? undefined : openCpuDevice,
    brain: { task, prior },
  });
  return runBenchmark({
    gpu,
    runtime: navigator.userAgent,
    cores: navigator.hardwareConcurrency,
    shapes: SHAPES[size],
    repeats,
    brainTask: task,
    ...competing,
    missing: { ...missing, ...competing.missing },
    say: progress,
  });
}

answerRequests(run);
