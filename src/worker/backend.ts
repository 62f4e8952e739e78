// What the session needs of whatever computes. Browsers and Node activate tfjs backends in their own way.
import type { BackendInfo, BackendName, FaultCode } from './protocol.ts';

export interface ActiveBackend {
  readonly info: BackendInfo;
  /** Tensors alive and bytes held on the device (or in the backend's heap). */
  memory(): { tensors: number; deviceBytes: number };
  /** Settles when the device fails; never for a backend without one. */
  readonly failed: Promise<BackendFailure>;
}

export interface BackendFailure {
  readonly code: FaultCode;
  /** A sentence. */
  readonly message: string;
}

export interface BackendProvider {
  /** The named backend, or the best one there is (WebGPU, then WASM, then CPU). Throws with a sentence. */
  activate(name?: BackendName): Promise<ActiveBackend>;
}

/** Where a run can go on after its backend failed. */
export function fallbackOf(name: BackendName): BackendName | undefined {
  return name === 'webgpu' ? 'wasm' : name === 'wasm' ? 'cpu' : undefined;
}
