// What the session needs of whatever computes. Browsers and Node activate backends in their own way.
import type { ModelConfig } from '../model/config.ts';
import type { LanguageModel } from '../model/language_model.ts';
import type { MemoryEstimate, RunShapes } from '../model/memory_estimate.ts';
import type { Parameters } from '../model/parameters.ts';
import type { BackendInfo, BackendName, FaultCode } from './protocol.ts';

interface BackendMemory {
  /** tfjs tensors alive. */
  readonly tensors: number;
  /** Bytes held on the device (or in the backend's heap), and the most there were. */
  readonly deviceBytes: number;
  readonly peakDeviceBytes: number;
}

type ModelFactory = (
  config: ModelConfig,
  parameters: Parameters,
  trainable: boolean,
  /** Told how much of what has to be compiled first is done. */
  progress: (done: number, total: number) => void,
) => Promise<LanguageModel>;

export interface ActiveBackend {
  readonly info: BackendInfo;
  memory(): BackendMemory;
  /** Settles when the device fails; never for a backend without one. */
  readonly failed: Promise<BackendFailure>;
  readonly createModel: ModelFactory;
  /** What a run will need on the device; absent where memory is the machine's. */
  readonly estimate?: (config: ModelConfig, shapes: RunShapes) => MemoryEstimate;
  /** The models' parameters outlive a failure. */
  readonly parametersOnHost: boolean;
  /** Gives the device back; its loss is then no failure. */
  release(): void;
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
