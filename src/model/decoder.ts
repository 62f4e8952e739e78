// One-token-at-a-time generation with a preallocated KV cache of fixed shape, so no tensor ever grows. Prefill reads a
// prompt once, and all its samples share the cache. A one-hot blend puts a new key or value into its row's slot, since
// prompts differ in length.
import * as tf from '@tensorflow/tfjs-core';
import { served } from './attention.ts';
import { FORBIDDEN_LOGIT } from './batch.ts';
import type { ModelConfig } from './config.ts';
import { architectureOf, blockWidths } from './decoder_shape.ts';
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
import { turned, turnsAt, turnsOf } from './turns.ts';

export interface DecoderState {
  /** One pair a layer, [R, K, C, dh]; keys are turned to their positions. */
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

/** Additive masks [R, 1, 1, C] of what a row's token sees, by the tokens that a layer's tokens see; 0: all. */
function masksOf(
  windows: readonly number[],
  positions: Int32Array,
  capacity: number,
): Record<number, tf.Tensor4D> {
  const rows = positions.length;
  const maskOf = (seen: number) => {
    const hidden = new Float32Array(rows * capacity);
    for (let r = 0; r < rows; r++) {
      hidden.fill(FORBIDDEN_LOGIT, r * capacity + positions[r] + 1, (r + 1) * capacity);
      const earliest = seen > 0 ? Math.max(0, positions[r] + 1 - seen) : 0;
      hidden.fill(FORBIDDEN_LOGIT, r * capacity, r * capacity + earliest);
    }
    return tf.tensor4d(hidden, [rows, 1, 1, capacity]);
  };
  return Object.fromEntries([...new Set(windows)].map((seen) => [seen, maskOf(seen)]));
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
  const { heads, contextLength: capacity } = config;
  const { kvHeads, headWidth, attentionScale, windows = [0] } = architectureOf(config);
  const { queries, keys } = blockWidths(config);
  const slotValues = new Float32Array(rows * capacity);
  for (let r = 0; r < rows; r++) slotValues[r * capacity + positions[r]] = 1;
  const slot = tf.tensor4d(slotValues, [rows, 1, capacity, 1]);
  const keep = tf.sub(1, slot);
  const masks = masksOf(windows, positions, capacity);
  const turns = turnsOf(config, positions);
  const turn = (x: tf.Tensor4D) => (turns ? turned(x, turnsAt(turns, 0, rows, 1)) : x);
  let h = embed(weights, tf.tensor1d(tokens, 'int32'), tf.tensor1d(positions, 'int32')); // [R, d]
  const layers = state.layers.map((cache, layer) => {
    const prefix = `h.${layer}`;
    const { qkv } = projectQkv(config, weights, prefix, h); // [R, (H + 2 K) dh]
    const part = (from: number, count: number) =>
      tf.reshape(tf.slice(qkv, [0, from], [rows, count * headWidth]), [
        rows,
        count,
        1,
        headWidth,
      ]) as tf.Tensor4D;
    const q = turn(part(0, heads));
    const k1 = turn(part(queries, kvHeads));
    const v1 = part(queries + keys, kvHeads);
    const k = tf.add(tf.mul(cache.k, keep), tf.mul(k1, slot)) as tf.Tensor4D; // [R, K, C, dh]
    const v = tf.add(tf.mul(cache.v, keep), tf.mul(v1, slot)) as tf.Tensor4D;
    const scores = tf.mul(tf.matMul(q, served(k, heads), false, true), attentionScale); // [R, H, 1, C]
    const weighed = tf.softmax(tf.add(scores, masks[windows[layer] ?? 0]));
    const mixed = tf.reshape(tf.matMul(weighed, served(v, heads)), [rows, queries]) as tf.Tensor2D;
    h = finishBlock(config, weights, prefix, h, mixed).out;
    return { k, v };
  });
  return { layers, logits: headLogits(config, weights, finalNorm(config, weights, h).y) };
}
