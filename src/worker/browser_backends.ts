// Backends in a browser's worker: WebGPU, else WASM (SIMD), else plain CPU. A fallback carries a sentence with the
// reason.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
import { reasonOf } from '../errors/reason.ts';
import '@tensorflow/tfjs-backend-cpu';
import type { ActiveBackend, BackendProvider } from '../session/backend.ts';
import type { BackendName } from '../session/protocol.ts';
import { tfjsBackend } from '../session/tfjs_backend.ts';
import { activateWebGPU, type Storage } from './webgpu_backend.ts';

async function activateWasm(): Promise<ActiveBackend> {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainWasm,
    'tfjs-backend-wasm-simd.wasm': simdWasm,
    'tfjs-backend-wasm-threaded-simd.wasm': simdWasm,
  });
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend('wasm'))) throw new Error('WebAssembly could not be started');
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return tfjsBackend({ name: 'wasm', label: simd ? 'CPU (WASM, SIMD)' : 'CPU (WASM)' });
}

async function activateCpu(): Promise<ActiveBackend> {
  if (!(await tf.setBackend('cpu'))) throw new Error('the plain JavaScript backend could not be started');
  return tfjsBackend({ name: 'cpu', label: 'CPU (plain JavaScript)' });
}

type Activators = Readonly<Record<BackendName, () => Promise<ActiveBackend>>>;

/** Activates the named backend; if that fails, restores the previous one. */
async function activateOrStay(name: BackendName, activators: Activators): Promise<ActiveBackend> {
  const previousBackend = tf.engine().backendName;
  try {
    return await activators[name]();
  } catch (error) {
    if (previousBackend && previousBackend !== name) await tf.setBackend(previousBackend);
    throw error;
  }
}

/** @param storage number format of weights and activations on WebGPU. */
export const browserBackends = (storage: Storage = 'f32'): BackendProvider => ({
  async activate(name) {
    const activators: Activators = {
      webgpu: () => activateWebGPU(true, storage),
      wasm: activateWasm,
      cpu: activateCpu,
    };
    if (name) return activateOrStay(name, activators);
    const reasons: string[] = [];
    for (const candidate of ['webgpu', 'wasm', 'cpu'] as const) {
      try {
        const active = await (candidate === 'webgpu'
          ? activateWebGPU(false, storage)
          : activators[candidate]());
        const reason =
          reasons.length > 0 ? `Computing on the CPU because ${reasons.join(', and ')}.` : undefined;
        return { ...active, info: { ...active.info, reason } };
      } catch (error) {
        reasons.push(reasonOf(error));
      }
    }
    throw new Error(
      `Nothing here can compute: ${reasons.join('; ')}. Use a current Chrome, Edge, Firefox or Safari.`,
    );
  },
});
