// Runs the benchmark in Node on Dawn's WebGPU (npm package `webgpu`), for a GPU server without a browser. tfjs looks
// for WebGPU when it loads, so all modules that use it are imported after the globals exist. Without a Vulkan driver the
// contenders on the CPU compete alone.
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type { BenchmarkOptions, BenchmarkResult } from '../../src/bench/benchmark.ts';
import { reasonOf } from '../../src/errors/reason.ts';
import type { BenchmarkRequest } from '../../src/worker/bench_worker.ts';
import { openDawn } from '../lib/node_webgpu.ts';

async function openAdapter(say: (line: string) => void): Promise<Pick<BenchmarkOptions, 'gpu' | 'missing'>> {
  try {
    const { opened, gpu } = await openDawn(say);
    const tf = await import('@tensorflow/tfjs-core');
    const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
    tf.removeBackend('webgpu');
    tf.registerBackend('webgpu', () => new WebGPUBackend(opened.device as never, opened.info as never), 3);
    const { vendor, architecture, device, description } = opened.info;
    const details = { adapter: { vendor, architecture, device, description }, tuning: gpu.tuning };
    return { gpu: { gpu, software: opened.software, details } };
  } catch (error) {
    const reason = `${reasonOf(error)}; Dawn needs a Vulkan driver (VK_ICD_FILENAMES names one) and libvulkan.so.1 (LD_LIBRARY_PATH)`;
    say(`No WebGPU, so only the CPU: ${reason}`);
    return { missing: { WebGPU: reason } };
  }
}

async function provideTfjs(): Promise<void> {
  const tf = await import('@tensorflow/tfjs-core');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  await import('@tensorflow/tfjs-backend-cpu');
  const wasmPackage = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(join(dirname(wasmPackage), 'dist/'));
  tf.env().set('IS_TEST', true); // silences the advertisement for tfjs-node
}

export async function benchInNode(
  request: BenchmarkRequest,
  say: (line: string) => void,
): Promise<BenchmarkResult> {
  const { gpu, missing } = await openAdapter(say);
  await provideTfjs();
  const [{ runBenchmark }, { contenders }, { SHAPES }, { brainTask }, { openCpuDevice }, { loadModel }] =
    await Promise.all([
      import('../../src/bench/benchmark.ts'),
      import('../../src/bench/contenders.ts'),
      import('../../src/bench/shapes.ts'),
      import('../../src/bench/brain_step.ts'),
      import('../lib/cpu_device.ts'),
      import('../lab/node_connection.ts'),
    ]);
  const task = brainTask(request.size);
  const prior = await loadModel(task, 'prior');
  const competing = await contenders({
    gpu,
    openCpu: request.cardAlone ? undefined : openCpuDevice,
    brain: { task, prior },
  });
  return runBenchmark({
    gpu,
    runtime: `Node ${process.versions.node}${gpu ? ', Dawn' : ''}`,
    cores: availableParallelism(),
    shapes: SHAPES[request.size],
    repeats: request.repeats,
    brainTask: task,
    ...competing,
    missing: { ...missing, ...competing.missing },
    say,
  });
}
