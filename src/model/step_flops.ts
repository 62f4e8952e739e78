// What a training step costs in multiplications and additions, before anything is run: to say how long it may take.
import type { ModelConfig } from './config.ts';
import { projectionsOf } from './projections.ts';

export interface StepRows {
  readonly rows: number;
  /** Tokens of a row, and those that are scored. */
  readonly length: number;
  readonly scored: number;
}

/** Forward and backward, in products with matrices: their gradient costs as much again, and adapters' next to nothing. */
const PASSES = { full: 3, lora: 2 } as const;

/**
 * Floating-point operations of a step. A product with a matrix of P numbers takes 2 P a token; causal attention takes
 * 2 B L d T^2 (Kaplan et al. 2020, section 2.1, with half of the square).
 */
export function stepFlops(config: ModelConfig, { rows, length, scored }: StepRows): number {
  const { layers, width, vocabSize, lora } = config;
  const block = projectionsOf(config).reduce((sum, { inner, columns }) => sum + inner * columns, 0);
  const body = 2 * rows * length * layers * block;
  const head = 2 * rows * scored * width * vocabSize;
  const attention = 2 * rows * layers * width * length ** 2;
  return (lora ? PASSES.lora : PASSES.full) * (body + head + attention);
}
