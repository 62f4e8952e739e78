// Backends in a browser's worker. Without a name, a measurement chooses.
import { findAdapter } from '../engine/adapter.ts';
import { awaited } from '../event_loop/awaited.ts';
import type { ActiveBackend, BackendProvider } from '../session/backend.ts';
import { bestBackend } from '../session/backend_choice.ts';
import type { BackendName } from '../session/protocol.ts';
import { activateCpu } from './cpu_backend.ts';
import type { TfjsBackendName } from './tfjs_backends.ts';
import type { Storage } from './webgpu_backend.ts';

/** TensorFlow.js is three times the rest of a worker, so it is loaded only when it computes. */
async function activateTfjs(name: TfjsBackendName): Promise<ActiveBackend> {
  const { activateTfjs: activate } = await awaited(
    { missing: 'The program of TensorFlow.js has not arrived', ofDevice: true },
    () => import('./tfjs_backends.ts'),
  );
  return activate(name);
}

interface BackendOptions {
  /** Number format of weights and activations on WebGPU. */
  readonly storage?: Storage;
  /** Cores that the CPU engine may take. */
  readonly cores?: number;
}

/** The kernels in WGSL are of no use without an adapter, and need not be loaded then. */
async function activateWebGPU(anyAdapter: boolean, storage?: Storage): Promise<ActiveBackend> {
  await findAdapter(navigator.gpu, anyAdapter);
  const { activateWebGPU: activate } = await awaited(
    { missing: 'The program for WebGPU has not arrived', ofDevice: true },
    () => import('./webgpu_backend.ts'),
  );
  return activate(anyAdapter, storage);
}

function activateNamed(name: BackendName, { storage, cores }: BackendOptions): Promise<ActiveBackend> {
  if (name === 'webgpu') return activateWebGPU(true, storage);
  return name === 'cpu' ? activateCpu(cores) : activateTfjs(name);
}

export const browserBackends = (options: BackendOptions = {}): BackendProvider => ({
  async activate(name, workload) {
    if (name) return activateNamed(name, options);
    const gpu = () => activateWebGPU(false, options.storage);
    const cpus = (['cpu', 'tfjs-wasm', 'tfjs-cpu'] as const).map((cpu) => () => activateNamed(cpu, options));
    return bestBackend({ gpu, cpus }, workload);
  },
});
