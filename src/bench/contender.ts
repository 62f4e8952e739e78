// What a contender of the benchmark can do: take the playground's training step, and write.
import type { Problem } from './shapes.ts';

/**
 * The three calls of a training step, with the host's coefficients in between. All work on the problem's batch; log-probs
 * and coefficients are [B, T].
 */
export interface Trainer {
  /** Log-prob of every scored token, on the host; 0 where not scored. */
  logProbs(): Promise<Float32Array>;
  /** The gradient of sum_bt c_bt log q_bt (ascent), for the last log-probs. */
  backward(coefficients: Float32Array): Promise<void>;
  /** That gradient in storage order; ask before `step`. */
  gradient(): Promise<Float32Array>;
  /** Adam along the gradient; ends when the work is done. */
  step(): Promise<void>;
  /** Such steps one after another, with the same coefficients: the three calls unless a device has a shorter way. */
  steps?(count: number): Promise<void>;
  dispose(): void;
}

export interface Writer {
  /** Draws `tokens` tokens for each sample; ends when they are on the host. */
  write(tokens: number): Promise<void>;
  /** Tokens to draw in one measurement: fewer for slow contenders, as the figure is per token. */
  readonly tokens: number;
  dispose(): void;
}

/** Gradient steps of BRAIn as the page takes them. */
export interface Stepper {
  /** Takes a few steps and waits for all of them; returns how many. */
  steps(): Promise<number>;
  dispose(): void;
}

/** Threads that the CPU engine may use. */
export const SHARDS = { cpu1: 1, cpu2: 2, cpu4: 4 } as const;
export type CpuName = keyof typeof SHARDS;
export const CPU_NAMES = Object.keys(SHARDS) as CpuName[];

export type TrainerName = 'engine' | 'engineAhead' | 'tfjs' | 'jaxjs' | CpuName | 'wasm' | 'jaxjsWasm';
export type WriterName = 'engine' | 'tfjsCached' | 'tfjsUncached' | 'jaxjs' | CpuName | 'wasm' | 'jaxjsWasm';
export type StepperName = 'engine' | 'tfjs' | CpuName | 'wasm';
type Name = TrainerName | WriterName | StepperName;

const CPU_LABELS = {
  cpu1: 'Our CPU engine, 1 thread',
  cpu2: 'Our CPU engine, 2 threads',
  cpu4: 'Our CPU engine, 4 threads',
} as const;

export const TRAINER_LABELS: Readonly<Record<TrainerName, string>> = {
  engine: 'Our GPU engine',
  engineAhead: 'Our GPU engine, steps sent ahead',
  tfjs: 'tfjs-webgpu ops, tf.train.adam',
  jaxjs: 'jax-js on WebGPU, jit(forward), vjp, jit(Adam)',
  ...CPU_LABELS,
  wasm: 'tfjs-wasm',
  jaxjsWasm: 'jax-js on WASM, jit(forward), vjp, jit(Adam)',
};

export const WRITER_LABELS: Readonly<Record<WriterName, string>> = {
  engine: 'Our GPU engine',
  tfjsCached: 'tfjs-webgpu, KV cache',
  tfjsUncached: 'tfjs-webgpu, no cache',
  jaxjs: 'jax-js on WebGPU, no cache',
  ...CPU_LABELS,
  wasm: 'tfjs-wasm, KV cache',
  jaxjsWasm: 'jax-js on WASM, no cache',
};

export const STEPPER_LABELS: Readonly<Record<StepperName, string>> = {
  engine: 'BRAIn step, our GPU engine',
  tfjs: 'BRAIn step, tfjs-webgpu',
  cpu1: 'BRAIn step, our CPU engine, 1 thread',
  cpu2: 'BRAIn step, our CPU engine, 2 threads',
  cpu4: 'BRAIn step, our CPU engine, 4 threads',
  wasm: 'BRAIn step, tfjs-wasm',
};

const ON_GPU: readonly Name[] = ['engine', 'engineAhead', 'tfjs', 'tfjsCached', 'tfjsUncached', 'jaxjs'];

/** Rows that belong in one table, and the row that the others are compared with. */
export const PLACES = {
  gpu: { own: 'engine', holds: (name: string) => ON_GPU.some((one) => one === name) },
  cpu: { own: 'cpu1', holds: (name: string) => !ON_GPU.some((one) => one === name) },
} as const;
export type Place = keyof typeof PLACES;

/** The rows of a table, or nothing where none was measured. */
export function rowsIn<T>(
  place: Place,
  measured: Readonly<Record<string, T | undefined>>,
): [name: string, figures: T][] {
  return Object.entries(measured).filter(
    (row): row is [string, T] => row[1] !== undefined && PLACES[place].holds(row[0]),
  );
}

export type CreateTrainer = (problem: Problem) => Promise<Trainer>;
export type CreateWriter = (problem: Problem) => Promise<Writer>;
export type CreateStepper = () => Promise<Stepper>;
