// Where a run computes, and what it is doing.

/** The engines on WebGPU and on the CPU; then the reference model on each backend of TensorFlow.js. */
export const BACKEND_NAMES = ['webgpu', 'cpu', 'tfjs-webgpu', 'tfjs-wasm', 'tfjs-cpu'] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];
export type RunStatus = 'loading' | 'ready' | 'running' | 'paused' | 'finished' | 'failed';
