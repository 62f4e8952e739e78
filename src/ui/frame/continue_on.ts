import type { BackendName } from '../../session/protocol.ts';

/** Names of the buttons that move the run to another backend. */
export const CONTINUE_ON: Readonly<Record<BackendName, string>> = {
  webgpu: 'Continue on WebGPU',
  cpu: 'Continue on CPU',
  'tfjs-webgpu': 'Continue on TensorFlow.js (WebGPU)',
  'tfjs-wasm': 'Continue on TensorFlow.js (WASM)',
  'tfjs-cpu': 'Continue on TensorFlow.js (plain JavaScript)',
};
