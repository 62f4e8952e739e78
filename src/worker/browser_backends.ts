// Backends in a browser's worker. Without a name, a measurement chooses.
import type { ActiveBackend, BackendProvider } from '../session/backend.ts';
import { bestBackend } from '../session/backend_choice.ts';
import type { BackendName } from '../session/protocol.ts';
import { activateCpu } from './cpu_backend.ts';
import type { TfjsBackendName } from './tfjs_backends.ts';
import { activateWebGPU, type Storage } from './webgpu_backend.ts';

/** TensorFlow.js is three times the rest of a worker, so it is loaded only when it computes. */
async function activateTfjs(name: TfjsBackendName): Promise<ActiveBackend> {
  return (await import('./tfjs_backends.ts')).activateTfjs(name);
}

function activateNamed(name: BackendName, storage: Storage): Promise<ActiveBackend> {
  if (name === 'webgpu') return activateWebGPU(true, storage);
  return name === 'cpu' ? activateCpu() : activateTfjs(name);
}

/** @param storage number format of weights and activations on WebGPU. */
export const browserBackends = (storage: Storage = 'f32'): BackendProvider => ({
  async activate(name, workload) {
    if (name) return activateNamed(name, storage);
    const gpu = () => activateWebGPU(false, storage);
    const cpus = (['cpu', 'tfjs-wasm', 'tfjs-cpu'] as const).map((cpu) => () => activateNamed(cpu, storage));
    return bestBackend({ gpu, cpus }, workload);
  },
});
