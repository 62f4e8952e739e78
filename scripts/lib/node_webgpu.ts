// WebGPU in Node: Dawn, from the npm package `webgpu`. tfjs looks for WebGPU when it loads, so modules that use it must be
// imported after the globals exist.
import { availableParallelism } from 'node:os';

/**
 * Puts WebGPU's classes and `navigator.gpu` in the global scope. Libraries ask a browser's navigator for more: jax-js reads
 * `userAgent`, and Node 20 has no navigator.
 */
export async function provideWebGpu(): Promise<GPU> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const gpu = create(['backend=vulkan']);
  const navigator = {
    gpu,
    userAgent: `Node.js/${process.versions.node}`,
    hardwareConcurrency: availableParallelism(),
  };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  return gpu;
}
