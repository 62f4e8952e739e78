// WebGPU in Node: Dawn, from the npm package `webgpu`. tfjs looks for WebGPU when it loads, so modules that use it must be
// imported after the globals exist.
import { availableParallelism } from 'node:os';
import type { OpenDevice } from '../../src/engine/adapter.ts';
import type { Gpu } from '../../src/engine/gpu.ts';

/**
 * Puts WebGPU's classes and `navigator.gpu` in the global scope. Libraries ask a browser's navigator for more: jax-js reads
 * `userAgent`, and Node 20 has no navigator. `DAWN_FEATURES` names toggles of Dawn, as f16 and subgroup matrices need on
 * NVIDIA's driver: `allow_unsafe_apis,vulkan_enable_f16_on_nvidia`. Timestamps are not rounded, as no page can read them.
 */
async function provideWebGpu(): Promise<GPU> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const { DAWN_FEATURES } = process.env;
  const gpu = create([
    'backend=vulkan',
    'disable-dawn-features=timestamp_quantization',
    ...(DAWN_FEATURES ? [`enable-dawn-features=${DAWN_FEATURES}`] : []),
  ]);
  const navigator = {
    gpu,
    userAgent: `Node.js/${process.versions.node}`,
    hardwareConcurrency: availableParallelism(),
  };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  return gpu;
}

/** Opens Dawn's device, and the engine on it, tuned. */
export async function openDawn(
  say: (line: string) => void,
): Promise<{ readonly opened: OpenDevice; readonly gpu: Gpu }> {
  const api = await provideWebGpu();
  const { openDevice, openGpu, adapterLabel } = await import('../../src/engine/device.ts');
  const opened = await openDevice(api, true);
  say(adapterLabel(opened.info));
  return { opened, gpu: await openGpu(opened) };
}
