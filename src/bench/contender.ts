// One way to train the benchmark's model, and one way to write with it.
import type { Problem } from './shapes.ts';

export interface Trainer {
  /** Loss and gradient, the latter in storage order, at the initial parameters. */
  check(): Promise<{ loss: number; gradient: Float32Array }>;
  /** One step of forward, backward and Adam, to its end; the loss before it. */
  step(): Promise<number>;
  dispose(): void;
}

export interface Writer {
  /** Draws `tokens` tokens for each of the samples; ends when they are on the host. */
  write(tokens: number): Promise<void>;
  /** Tokens worth measuring in one go: slow contenders take fewer, and the figure is per token. */
  readonly tokens: number;
  dispose(): void;
}

export type TrainerName = 'engine' | 'tfjs' | 'jaxjs' | 'wasm';
export type WriterName = 'engine' | 'tfjsCached' | 'tfjsUncached' | 'jaxjs';

export const TRAINER_LABELS: Readonly<Record<TrainerName, string>> = {
  engine: 'Our engine',
  tfjs: 'tfjs-webgpu ops, tf.train.adam',
  jaxjs: 'jax-js, jit(valueAndGrad + Adam)',
  wasm: 'tfjs-wasm',
};

export const WRITER_LABELS: Readonly<Record<WriterName, string>> = {
  engine: 'Our engine',
  tfjsCached: 'tfjs-webgpu, KV cache',
  tfjsUncached: 'tfjs-webgpu, no cache',
  jaxjs: 'jax-js, no cache',
};

export type CreateTrainer = (problem: Problem) => Promise<Trainer>;
export type CreateWriter = (problem: Problem) => Promise<Writer>;
