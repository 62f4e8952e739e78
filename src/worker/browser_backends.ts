// Backends in a browser's worker. Without a name the best available is taken: WebGPU on hardware, else the CPU. A
// fallback carries a sentence with the reason.
import { reasonOf } from '../errors/reason.ts';
import type { ActiveBackend, BackendProvider } from '../session/backend.ts';
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
  async activate(name) {
    if (name) return activateNamed(name, storage);
    const reasons: string[] = [];
    for (const candidate of ['webgpu', 'cpu', 'tfjs-cpu'] as const) {
      try {
        const active = await (candidate === 'webgpu'
          ? activateWebGPU(false, storage)
          : activateNamed(candidate, storage));
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
