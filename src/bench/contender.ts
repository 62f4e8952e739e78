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
  dispose(): void;
}

export interface Writer {
  /** Draws `tokens` tokens for each sample; ends when they are on the host. */
  write(tokens: number): Promise<void>;
  /** Tokens to draw in one measurement: fewer for slow contenders, as the figure is per token. */
  readonly tokens: number;
  dispose(): void;
}

export type TrainerName = 'engine' | 'tfjs' | 'jaxjs' | 'wasm';
export type WriterName = 'engine' | 'tfjsCached' | 'tfjsUncached' | 'jaxjs';

export const TRAINER_LABELS: Readonly<Record<TrainerName, string>> = {
  engine: 'Our engine',
  tfjs: 'tfjs-webgpu ops, tf.train.adam',
  jaxjs: 'jax-js, jit(forward), vjp, jit(Adam)',
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
