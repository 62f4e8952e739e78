// The reference model on the backends of TensorFlow.js: WebGPU, WASM (SIMD) and plain JavaScript. Import this file
// dynamically, since a visit that never asks for the reference should not load TensorFlow.js.
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import type { OpenDevice } from '../engine/adapter.ts';
import { adapterLabel } from '../engine/device.ts';
import type { ActiveBackend } from '../session/backend.ts';
import type { BackendName } from '../session/protocol.ts';
import { tfjsBackend } from '../session/tfjs_backend.ts';
import { openWebGPU } from './webgpu_backend.ts';

export type TfjsBackendName = Extract<BackendName, `tfjs-${string}`>;

/** Runs TensorFlow.js on an open device, in place of an earlier one. */
export async function runTfjsOn({ device, info }: OpenDevice): Promise<void> {
  tf.removeBackend('webgpu');
  // It pins an older @webgpu/types, so its GPUDevice is a different nominal type of the same object.
  tf.registerBackend('webgpu', () => new WebGPUBackend(device as never, info as never), 3);
  if (!(await tf.setBackend('webgpu'))) throw new Error('TensorFlow.js could not start on WebGPU');
}

async function activateWebGPU(): Promise<ActiveBackend> {
  const { opened, failed, release } = await openWebGPU();
  await runTfjsOn(opened);
  const label = `TensorFlow.js · ${adapterLabel(opened.info)}`;
  return { ...tfjsBackend({ name: 'tfjs-webgpu', label }), failed, release };
}

async function activateWasm(): Promise<ActiveBackend> {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainWasm,
    'tfjs-backend-wasm-simd.wasm': simdWasm,
    'tfjs-backend-wasm-threaded-simd.wasm': simdWasm,
  });
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js could not start on WebAssembly');
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return tfjsBackend({ name: 'tfjs-wasm', label: `TensorFlow.js · WASM${simd ? ', SIMD' : ''}` });
}

async function activateCpu(): Promise<ActiveBackend> {
  if (!(await tf.setBackend('cpu'))) throw new Error('TensorFlow.js could not start in plain JavaScript');
  return tfjsBackend({ name: 'tfjs-cpu', label: 'TensorFlow.js · plain JavaScript' });
}

const activators: Readonly<Record<TfjsBackendName, () => Promise<ActiveBackend>>> = {
  'tfjs-webgpu': activateWebGPU,
  'tfjs-wasm': activateWasm,
  'tfjs-cpu': activateCpu,
};

let last: Promise<unknown> = Promise.resolve();

/** Activates the named backend after all that were asked for before: TensorFlow.js has one at a time. */
export function activateTfjs(name: TfjsBackendName): Promise<ActiveBackend> {
  const activated = last.then(() => activatedNow(name));
  last = activated.catch(() => {});
  return activated;
}

/** If this fails, the backend that was active before is restored. */
async function activatedNow(name: TfjsBackendName): Promise<ActiveBackend> {
  const before = tf.engine().backendName;
  try {
    return await activators[name]();
  } catch (error) {
    if (before) await tf.setBackend(before);
    throw error;
  }
}
