// Runs the benchmark in Node on Dawn's WebGPU (npm package `webgpu`), for a GPU server without a browser. tfjs looks
// for WebGPU when it loads, so all modules that use it are imported after the globals exist.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BenchmarkResult } from '../../src/bench/benchmark.ts';
import type { BenchmarkRequest } from '../../src/worker/bench_worker.ts';
import { provideWebGpu } from '../lib/node_webgpu.ts';

export async function benchInNode(
  request: BenchmarkRequest,
  say: (line: string) => void,
): Promise<BenchmarkResult> {
  const gpuApi = await provideWebGpu();
  const { openDevice, openGpu, adapterLabel } = await import('../../src/engine/device.ts');
  const opened = await openDevice(gpuApi, true).catch((error) => {
    throw new Error(
      `${(error as Error).message}: Dawn needs a Vulkan driver (VK_ICD_FILENAMES names one) and libvulkan.so.1 (LD_LIBRARY_PATH)`,
    );
  });
  say(adapterLabel(opened.info));
  const tf = await import('@tensorflow/tfjs-core');
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  await import('@tensorflow/tfjs-backend-cpu');
  const wasmPackage = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(join(dirname(wasmPackage), 'dist/'));
  tf.env().set('IS_TEST', true); // silences the advertisement for tfjs-node
  tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(opened.device as never, opened.info as never), 3);
  const gpu = await openGpu(opened);
  const [{ runBenchmark }, { contenders }, { SHAPES }] = await Promise.all([
    import('../../src/bench/benchmark.ts'),
    import('../../src/bench/contenders.ts'),
    import('../../src/bench/shapes.ts'),
  ]);
  const { vendor, architecture, device, description } = opened.info;
  return runBenchmark({
    gpu,
    software: opened.software,
    adapter: { vendor, architecture, device, description },
    runtime: `Node ${process.versions.node}, Dawn`,
    shapes: SHAPES[request.size],
    repeats: request.repeats,
    ...(await contenders(gpu)),
    say,
  });
}
