// One-token-at-a-time generation with a preallocated KV cache of fixed shape, so no tensor ever grows. Prefill reads a
// prompt once, and all its samples share the cache. A one-hot blend puts a new key or value into its row's slot, since
// prompts differ in length.
import * as tf from '@tensorflow/tfjs-core';
import { FORBIDDEN_LOGIT } from './batch.ts';
import type { ModelConfig } from './config.ts';
import { plainLayout } from './prompt_layout.ts';
import {
  embed,
  finalNorm,
  finishBlock,
  outputEmbedding,
  projectQkv,
  trunk,
  type Weights,
} from './transformer.ts';

export interface DecoderState {
  /** One pair a layer, [R, H, C, dh]. */
  readonly layers: readonly { readonly k: tf.Tensor4D; readonly v: tf.Tensor4D }[];
  /** Logits of the next token, [R, V]. */
  readonly logits: tf.Tensor2D;
}

function headLogits({ vocabSize }: ModelConfig, weights: Weights, hidden: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(hidden, tf.transpose(outputEmbedding(weights, vocabSize)));
}

/** Reads prompts padded to [P, length] and repeats each for its samples: R = P * samplesPerPrompt rows. */
export function prefill(
  config: ModelConfig,
  weights: Weights,
  prompts: readonly (readonly number[])[],
  samplesPerPrompt: number,
  length: number,
): DecoderState {
  const tokens = new Int32Array(prompts.length * length);
  prompts.forEach((prompt, p) => {
    tokens.set(prompt, p * length);
  });
  const repeated = tf.tensor1d(
    prompts.flatMap((_, p) => new Array<number>(samplesPerPrompt).fill(p)),
    'int32',
  );
  const lastPosition = tf.tensor1d(
    prompts.map((prompt, p) => p * length + prompt.length - 1),
    'int32',
  );
  const { hidden, cache } = trunk(config, weights, plainLayout(tokens, prompts.length, length));
  const room = config.contextLength - length;
  const share = (x: tf.Tensor4D) =>
    tf.gather(
      tf.pad(x, [
        [0, 0],
        [0, 0],
        [0, room],
        [0, 0],
      ]),
      repeated,
    ) as tf.Tensor4D;
  return {
    layers: cache.blocks.map(({ attention: { rows } }) => ({ k: share(rows.k), v: share(rows.v) })),
    logits: tf.gather(headLogits(config, weights, tf.gather(hidden, lastPosition)), repeated),
  };
}

/** Feeds one token a row at its position; returns the caches with it and the logits of the next token. */
export function decodeStep(
  config: ModelConfig,
  weights: Weights,
  state: DecoderState,
  tokens: Int32Array,
  positions: Int32Array,
): DecoderState {
  const rows = tokens.length;
  const { width, heads, contextLength: capacity } = config;
  const headWidth = width / heads;
  const slotValues = new Float32Array(rows * capacity);
  const hiddenValues = new Float32Array(rows * capacity);
  for (let r = 0; r < rows; r++) {
    slotValues[r * capacity + positions[r]] = 1;
    hiddenValues.fill(FORBIDDEN_LOGIT, r * capacity + positions[r] + 1, (r + 1) * capacity);
  }
  const slot = tf.tensor4d(slotValues, [rows, 1, capacity, 1]);
  const keep = tf.sub(1, slot);
  const mask = tf.tensor4d(hiddenValues, [rows, 1, 1, capacity]);
  let h = embed(weights, tf.tensor1d(tokens, 'int32'), tf.tensor1d(positions, 'int32')); // [R, d]
  const layers = state.layers.map((cache, layer) => {
    const prefix = `h.${layer}`;
    const { qkv } = projectQkv(weights, prefix, h); // [R, 3d]
    const [q, k1, v1] = [0, 1, 2].map((part) =>
      tf.reshape(tf.slice(qkv, [0, part * width], [rows, width]), [rows, heads, 1, headWidth]),
    );
    const k = tf.add(tf.mul(cache.k, keep), tf.mul(k1, slot)) as tf.Tensor4D; // [R, H, C, dh]
    const v = tf.add(tf.mul(cache.v, keep), tf.mul(v1, slot)) as tf.Tensor4D;
    const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(headWidth)); // [R, H, 1, C]
    const mixed = tf.reshape(tf.matMul(tf.softmax(tf.add(scores, mask)), v), [rows, width]) as tf.Tensor2D;
    h = finishBlock(weights, prefix, h, mixed).out;
    return { k, v };
  });
  return { layers, logits: headLogits(config, weights, finalNorm(weights, h).y) };
}
