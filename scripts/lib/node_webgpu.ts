// WebGPU in Node: Dawn, from the npm package `webgpu`. tfjs looks for WebGPU when it loads, so modules that use it must be
// imported after the globals exist.
import { availableParallelism } from 'node:os';

/**
 * Puts WebGPU's classes and `navigator.gpu` in the global scope. Libraries ask a browser's navigator for more: jax-js reads
 * `userAgent`, and Node 20 has no navigator. `DAWN_FEATURES` names toggles of Dawn, as f16 and subgroup matrices need on
 * NVIDIA's driver: `allow_unsafe_apis,vulkan_enable_f16_on_nvidia`.
 */
export async function provideWebGpu(): Promise<GPU> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const { DAWN_FEATURES } = process.env;
  const gpu = create(['backend=vulkan', ...(DAWN_FEATURES ? [`enable-dawn-features=${DAWN_FEATURES}`] : [])]);
  const navigator = {
    gpu,
    userAgent: `Node.js/${process.versions.node}`,
    hardwareConcurrency: availableParallelism(),
  };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  return gpu;
}
