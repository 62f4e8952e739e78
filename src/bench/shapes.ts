// What every contender computes: the same decoder, batch, sequence length and vocabulary.
import type { AdamWSettings, ModelConfig } from '../model/config.ts';
import type { TokenBatch } from '../model/language_model.ts';
import { initialParameters, type Parameters } from '../model/parameters.ts';
import { Stream } from '../random/stream.ts';

export interface Shape {
  readonly vocabulary: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Tokens of a row; all but the first are scored. */
  readonly length: number;
  readonly rows: number;
}

const TINY: Shape = { vocabulary: 64, width: 32, layers: 1, heads: 2, length: 48, rows: 2 };
const SMALL: Shape = { vocabulary: 64, width: 64, layers: 2, heads: 4, length: 48, rows: 16 };
const LARGER: Shape = { vocabulary: 512, width: 128, layers: 4, heads: 4, length: 96, rows: 16 };
const LARGE: Shape = { vocabulary: 50257, width: 512, layers: 8, heads: 8, length: 1024, rows: 2 };

/**
 * What may be measured in one go. The tiny shape is for software adapters, where tfjs needs seconds for a small step; the
 * large one is for graphics cards alone.
 */
export const SHAPES = {
  tiny: [TINY],
  small: [SMALL],
  both: [SMALL, LARGER],
  large: [LARGE],
} as const satisfies Readonly<Record<string, readonly Shape[]>>;

export type BenchmarkSize = keyof typeof SHAPES;

/** Generation draws this many samples of one prompt. */
export const SAMPLES = 32;
const PROMPT_TOKENS = 8;
export const NEW_TOKENS = 32;

export const shapeName = ({ vocabulary, width, layers, heads, length, rows }: Shape) =>
  `V ${vocabulary}, d ${width}, L ${layers}, H ${heads}, T ${length}, B ${rows}`;

/** Plain Adam, which every contender has. */
export const ADAM: AdamWSettings = {
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  gradientClip: 0,
};

export interface Problem {
  readonly shape: Shape;
  readonly config: ModelConfig;
  readonly parameters: Parameters;
  readonly batch: TokenBatch;
  /** Weight of each token's log-prob, [B, T]; the loss is minus their weighted sum. */
  readonly coefficients: Float32Array;
  readonly prompt: readonly number[];
}

export function problemOf(shape: Shape): Problem {
  const { vocabulary, width, layers, heads, length, rows } = shape;
  const config: ModelConfig = { vocabSize: vocabulary, contextLength: length, width, layers, heads };
  const noise = Stream.fromSeed(1);
  const tokens = Int32Array.from({ length: rows * length }, () => noise.integer(vocabulary));
  const scored = Uint8Array.from(tokens, (_, i) => (i % length === 0 ? 0 : 1));
  return {
    shape,
    config,
    parameters: initialParameters(config, noise.split('parameters')),
    batch: { rows, length, window: length - 1, tokens, scored },
    coefficients: Float32Array.from(scored, (s) => s / (rows * (length - 1))),
    prompt: Array.from({ length: PROMPT_TOKENS }, () => noise.integer(vocabulary - 1)),
  };
}

/** Floating-point operations of forward and backward; a multiply-add counts as two. */
export function stepFlops({ vocabulary, width, layers, length, rows }: Shape): number {
  const tokens = rows * (length - 1);
  const dense = 12 * layers * width ** 2 + vocabulary * width;
  const attention = layers * width * length;
  return 3 * 2 * tokens * (dense + attention);
}

/** Bytes of weights that one token of generation reads, for any number of samples. */
export const tokenBytes = ({ vocabulary, width, layers }: Shape) =>
  4 * (12 * layers * width ** 2 + vocabulary * width);
