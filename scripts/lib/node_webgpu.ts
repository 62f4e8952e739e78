// WebGPU in Node: Dawn, from the npm package `webgpu`. tfjs looks for WebGPU when it loads, so modules that use it must be
// imported after the globals exist.

/** Puts WebGPU's classes and `navigator.gpu` in the global scope. */
export async function provideWebGpu(): Promise<GPU> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const gpu = create(['backend=vulkan']);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  return gpu;
}
