// The interface between the session and a backend. Browsers and Node activate backends in different ways.
import type { ModelConfig } from '../model/config.ts';
import type { LanguageModel } from '../model/language_model.ts';
import type { MemoryEstimate, RunShapes } from '../model/memory_estimate.ts';
import type { Parameters } from '../model/parameters.ts';
import type { BackendInfo, BackendName, FaultCode } from './protocol.ts';

interface BackendMemory {
  /** Number of live tfjs tensors. */
  readonly tensors: number;
  /** Bytes held on the device (or in the backend's heap), and their peak. */
  readonly deviceBytes: number;
  readonly peakDeviceBytes: number;
}

type ModelFactory = (
  config: ModelConfig,
  parameters: Parameters,
  trainable: boolean,
  /** Reports the progress of compiling the programs. */
  progress: (done: number, total: number) => void,
) => Promise<LanguageModel>;

export interface ActiveBackend {
  readonly info: BackendInfo;
  memory(): BackendMemory;
  /** Resolves when the device fails; never settles for a backend without a device. */
  readonly failed: Promise<BackendFailure>;
  readonly createModel: ModelFactory;
  /** Memory a run needs on the device; absent for backends in main memory. */
  readonly estimate?: (config: ModelConfig, shapes: RunShapes) => MemoryEstimate;
  /** True if the models' parameters survive a failure of the device. */
  readonly parametersOnHost: boolean;
  /** Destroys the device; its loss then does not count as a failure. */
  release(): void;
}

/** A unit of a run's work, to measure a backend with. */
export interface Workload {
  readonly config: ModelConfig;
  readonly parameters: Parameters;
  /** Reports the progress of compiling the programs. */
  readonly progress: (done: number, total: number) => void;
  /** Samples, scores and trains once. */
  readonly unit: (model: LanguageModel) => Promise<void>;
}

export interface BackendFailure {
  readonly code: FaultCode;
  /** A sentence. */
  readonly message: string;
}

export interface BackendProvider {
  /**
   * Activates the named backend, or the best available. Throws with a sentence.
   * @param workload what a choice is measured with; without it nothing is measured.
   */
  activate(name?: BackendName, workload?: () => Promise<Workload>): Promise<ActiveBackend>;
}

/** Backends on which a run can resume after its backend failed. */
export function fallbackOf(name: BackendName): BackendName | undefined {
  if (name === 'tfjs-cpu') return undefined;
  if (name === 'webgpu' || name === 'tfjs-webgpu') return 'cpu';
  return name === 'cpu' ? 'tfjs-wasm' : 'tfjs-cpu';
}
