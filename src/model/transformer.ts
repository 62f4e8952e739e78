// GPT-2's decoder in tfjs ops: h = wte[x] + wpe; per block h += attn(ln_1(h)), h += mlp(ln_2(h)); ln_f (Radford et al.
// 2019). Forward keeps what backward needs. Backward is written out, not taped: it waits for coefficients from
// elsewhere, and each pair of ops is the twin of one GPU kernel.
import * as tf from '@tensorflow/tfjs-core';
import {
  type AttentionCache,
  type AttentionLayout,
  attention,
  attentionBackward,
  attentionLayout,
} from './attention.ts';
import type { ModelConfig } from './config.ts';
import { dense, denseBackward } from './dense.ts';
import { type GeluCache, gelu, geluBackward } from './gelu.ts';
import { type LayerNormCache, layerNorm, layerNormBackward } from './layer_norm.ts';
import type { PromptLayout } from './prompt_layout.ts';

/** Weight tensors by GPT-2 name. */
export type Weights = Readonly<Record<string, tf.Tensor>>;

interface BlockCache {
  readonly norm1: LayerNormCache;
  readonly normed1: tf.Tensor2D; // [N, d]
  readonly attention: AttentionCache;
  readonly mixed: tf.Tensor2D; // [N, d]
  readonly norm2: LayerNormCache;
  readonly normed2: tf.Tensor2D; // [N, d]
  readonly gelu: GeluCache;
  readonly expanded: tf.Tensor2D; // [N, 4d]
}

export interface TrunkCache {
  readonly layout: AttentionLayout;
  readonly blocks: readonly BlockCache[];
  readonly normF: LayerNormCache;
}

const matrix = (weights: Weights, name: string) => weights[name] as tf.Tensor2D;
export const vector = (weights: Weights, name: string) => weights[name] as tf.Tensor1D;

/** The tied head, [V, d]: the embedding without its control tokens. */
export function outputEmbedding(weights: Weights, vocabSize: number): tf.Tensor2D {
  const wte = matrix(weights, 'wte.weight');
  return wte.shape[0] === vocabSize ? wte : tf.slice(wte, [0, 0], [vocabSize, wte.shape[1]]);
}

/** Token plus position embedding: [N, d]. */
export function embed(weights: Weights, tokens: tf.Tensor1D, positions: tf.Tensor1D): tf.Tensor2D {
  return tf.add(
    tf.gather(matrix(weights, 'wte.weight'), tokens),
    tf.gather(matrix(weights, 'wpe.weight'), positions),
  );
}

/** The parts of a block before and after attention, which the decoder shares. */
export function projectQkv(weights: Weights, prefix: string, h: tf.Tensor2D) {
  const { y: normed1, cache: norm1 } = layerNorm(
    h,
    vector(weights, `${prefix}.ln_1.weight`),
    vector(weights, `${prefix}.ln_1.bias`),
  );
  const qkv = dense(
    normed1,
    matrix(weights, `${prefix}.attn.c_attn.weight`),
    vector(weights, `${prefix}.attn.c_attn.bias`),
  );
  return { qkv, normed1, norm1 }; // qkv [N, 3d]
}

export function finishBlock(weights: Weights, prefix: string, h: tf.Tensor2D, mixed: tf.Tensor2D) {
  const afterAttention = tf.add(
    h,
    dense(
      mixed,
      matrix(weights, `${prefix}.attn.c_proj.weight`),
      vector(weights, `${prefix}.attn.c_proj.bias`),
    ),
  ) as tf.Tensor2D;
  const { y: normed2, cache: norm2 } = layerNorm(
    afterAttention,
    vector(weights, `${prefix}.ln_2.weight`),
    vector(weights, `${prefix}.ln_2.bias`),
  );
  const { y: expanded, cache } = gelu(
    dense(normed2, matrix(weights, `${prefix}.mlp.c_fc.weight`), vector(weights, `${prefix}.mlp.c_fc.bias`)),
  );
  const out = tf.add(
    afterAttention,
    dense(
      expanded,
      matrix(weights, `${prefix}.mlp.c_proj.weight`),
      vector(weights, `${prefix}.mlp.c_proj.bias`),
    ),
  ) as tf.Tensor2D;
  return { out, normed2, norm2, expanded, gelu: cache };
}

export function finalNorm(weights: Weights, h: tf.Tensor2D) {
  return layerNorm(h, vector(weights, 'ln_f.weight'), vector(weights, 'ln_f.bias'));
}

/** Final hidden states of the layout's rows, [B * W, d]. */
export function trunk({ heads, layers }: ModelConfig, weights: Weights, layout: PromptLayout) {
  const shape = attentionLayout(layout, heads);
  let h = embed(weights, tf.tensor1d(layout.tokens, 'int32'), tf.tensor1d(layout.positions, 'int32')); // [N, d]
  const blocks: BlockCache[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const prefix = `h.${layer}`;
    const { qkv, normed1, norm1 } = projectQkv(weights, prefix, h);
    const { y: mixed, cache } = attention(qkv, shape);
    const { out, ...rest } = finishBlock(weights, prefix, h, mixed);
    blocks.push({ normed1, norm1, attention: cache, mixed, ...rest });
    h = out;
  }
  const prefixes = layout.groups * layout.prefixLength;
  const ofRows = prefixes > 0 ? tf.slice(h, [prefixes, 0]) : h;
  const { y: hidden, cache: normF } = finalNorm(weights, ofRows);
  const cache: TrunkCache = { layout: shape, blocks, normF };
  return { hidden, cache };
}

/**
 * Gradients of every block parameter by name and of the embedded input [N, d], from that of the rows' final hidden
 * states [B * W, d].
 */
export function trunkBackward(weights: Weights, dHidden: tf.Tensor2D, cache: TrunkCache) {
  const gradients: Record<string, tf.Tensor> = {};
  const normBackward = (name: string, dy: tf.Tensor2D, saved: LayerNormCache) => {
    const { dx, dGain, dBias } = layerNormBackward(dy, vector(weights, `${name}.weight`), saved);
    gradients[`${name}.weight`] = dGain;
    gradients[`${name}.bias`] = dBias;
    return dx;
  };
  const denseStep = (name: string, dy: tf.Tensor2D, x: tf.Tensor2D) => {
    const { dx, dWeight, dBias } = denseBackward(dy, x, matrix(weights, `${name}.weight`));
    gradients[`${name}.weight`] = dWeight;
    gradients[`${name}.bias`] = dBias;
    return dx;
  };
  const { layout } = cache;
  const ofRows = normBackward('ln_f', dHidden, cache.normF);
  // A prefix counts only through what its rows see of it.
  const prefixes = layout.groups * layout.prefixLength;
  let dh =
    prefixes > 0
      ? tf.pad2d(ofRows, [
          [prefixes, 0],
          [0, 0],
        ])
      : ofRows; // [N, d]
  for (let layer = cache.blocks.length - 1; layer >= 0; layer--) {
    const prefix = `h.${layer}`;
    const block = cache.blocks[layer];
    const dExpanded = denseStep(`${prefix}.mlp.c_proj`, dh, block.expanded);
    const dNormed2 = denseStep(`${prefix}.mlp.c_fc`, geluBackward(dExpanded, block.gelu), block.normed2);
    dh = tf.add(dh, normBackward(`${prefix}.ln_2`, dNormed2, block.norm2));
    const dMixed = denseStep(`${prefix}.attn.c_proj`, dh, block.mixed);
    const dNormed1 = denseStep(
      `${prefix}.attn.c_attn`,
      attentionBackward(dMixed, block.attention, layout),
      block.normed1,
    );
    dh = tf.add(dh, normBackward(`${prefix}.ln_1`, dNormed1, block.norm1));
  }
  return { gradients, dEmbedded: dh };
}
