// A decoder in tfjs ops: h = wte[x] + wpe; per block h += attn(ln_1(h)), h += mlp(ln_2(h)); ln_f (Radford et al. 2019;
// with rotary positions, RMS norms and gates Touvron et al. 2023). Forward keeps what backward needs. Backward is
// written out, not taped: it waits for coefficients from elsewhere, and each pair of ops is the twin of one GPU kernel.
import * as tf from '@tensorflow/tfjs-core';
import {
  type AttentionCache,
  type AttentionLayout,
  attention,
  attentionBackward,
  attentionLayout,
} from './attention.ts';
import type { ModelConfig } from './config.ts';
import { architectureOf } from './decoder_shape.ts';
import { dense, denseBackward } from './dense.ts';
import { type GeluCache, gelu, geluBackward } from './gelu.ts';
import { type NormCache, norm, normBackward } from './norm.ts';
import { HEAD_WEIGHT } from './parameters.ts';
import type { PromptLayout } from './prompt_layout.ts';
import { type SwigluCache, swiglu, swigluBackward } from './swiglu.ts';

/** Weight tensors by name; what an architecture does without is absent. */
export type Weights = Readonly<Record<string, tf.Tensor>>;

interface BlockCache {
  readonly norm1: NormCache;
  readonly normed1: tf.Tensor2D; // [N, d]
  readonly attention: AttentionCache;
  readonly mixed: tf.Tensor2D; // [N, H dh]
  readonly norm2: NormCache;
  readonly normed2: tf.Tensor2D; // [N, d]
  /** One of the two. */
  readonly gelu?: GeluCache;
  readonly swiglu?: SwigluCache;
  readonly active: tf.Tensor2D; // [N, f]
}

export interface TrunkCache {
  readonly layout: AttentionLayout;
  readonly blocks: readonly BlockCache[];
  readonly normF: NormCache;
}

const matrix = (weights: Weights, name: string) => weights[name] as tf.Tensor2D;
export const vector = (weights: Weights, name: string) => weights[name] as tf.Tensor1D;

/** The head, [V, d]: a matrix of its own, or the embedding without its control tokens. */
export function outputEmbedding(weights: Weights, vocabSize: number): tf.Tensor2D {
  if (weights[HEAD_WEIGHT]) return matrix(weights, HEAD_WEIGHT);
  const wte = matrix(weights, 'wte.weight');
  return wte.shape[0] === vocabSize ? wte : tf.slice(wte, [0, 0], [vocabSize, wte.shape[1]]);
}

/** Token embedding plus that of a learned position: [N, d]. */
export function embed(weights: Weights, tokens: tf.Tensor1D, positions: tf.Tensor1D): tf.Tensor2D {
  const embedded = tf.gather(matrix(weights, 'wte.weight'), tokens);
  return weights['wpe.weight']
    ? tf.add(embedded, tf.gather(matrix(weights, 'wpe.weight'), positions))
    : embedded;
}

const denseOf = (weights: Weights, name: string, x: tf.Tensor2D) =>
  dense(x, matrix(weights, `${name}.weight`), vector(weights, `${name}.bias`));

const normOf = (config: ModelConfig, weights: Weights, name: string, x: tf.Tensor2D) =>
  norm(architectureOf(config).norm, x, vector(weights, `${name}.weight`), vector(weights, `${name}.bias`));

/** The parts of a block before and after attention, which the decoder shares. */
export function projectQkv(config: ModelConfig, weights: Weights, prefix: string, h: tf.Tensor2D) {
  const { y: normed1, cache: norm1 } = normOf(config, weights, `${prefix}.ln_1`, h);
  return { qkv: denseOf(weights, `${prefix}.attn.c_attn`, normed1), normed1, norm1 }; // qkv [N, (H + 2 K) dh]
}

export function finishBlock(
  config: ModelConfig,
  weights: Weights,
  prefix: string,
  h: tf.Tensor2D,
  mixed: tf.Tensor2D,
) {
  const middle = tf.add(h, denseOf(weights, `${prefix}.attn.c_proj`, mixed)) as tf.Tensor2D;
  const { y: normed2, cache: norm2 } = normOf(config, weights, `${prefix}.ln_2`, middle);
  const expanded = denseOf(weights, `${prefix}.mlp.c_fc`, normed2);
  const gated = architectureOf(config).mlp.kind === 'swiglu' ? swiglu(expanded) : undefined;
  const curved = gated ? undefined : gelu(expanded);
  const active = (gated ?? curved)!.y;
  const out = tf.add(middle, denseOf(weights, `${prefix}.mlp.c_proj`, active)) as tf.Tensor2D;
  return { out, normed2, norm2, active, gelu: curved?.cache, swiglu: gated?.cache };
}

export function finalNorm(config: ModelConfig, weights: Weights, h: tf.Tensor2D) {
  return normOf(config, weights, 'ln_f', h);
}

/** Tokens that one sees in a layer; 0: all. */
const seenIn = (config: ModelConfig, layer: number): number => architectureOf(config).windows?.[layer] ?? 0;

/** Final hidden states of the layout's rows, [B * W, d]. */
export function trunk(config: ModelConfig, weights: Weights, layout: PromptLayout) {
  const shape = attentionLayout(layout, config);
  let h = embed(weights, tf.tensor1d(layout.tokens, 'int32'), tf.tensor1d(layout.positions, 'int32')); // [N, d]
  const blocks: BlockCache[] = [];
  for (let layer = 0; layer < config.layers; layer++) {
    const prefix = `h.${layer}`;
    const { qkv, normed1, norm1 } = projectQkv(config, weights, prefix, h);
    const { y: mixed, cache } = attention(qkv, shape, seenIn(config, layer));
    const { out, ...rest } = finishBlock(config, weights, prefix, h, mixed);
    blocks.push({ normed1, norm1, attention: cache, mixed, ...rest });
    h = out;
  }
  const prefixes = layout.groups * layout.prefixLength;
  const ofRows = prefixes > 0 ? tf.slice(h, [prefixes, 0]) : h;
  const { y: hidden, cache: normF } = finalNorm(config, weights, ofRows);
  const cache: TrunkCache = { layout: shape, blocks, normF };
  return { hidden, cache };
}

/**
 * Gradients of every block parameter by name and of the embedded input [N, d], from that of the rows' final hidden
 * states [B * W, d].
 */
export function trunkBackward(
  config: ModelConfig,
  weights: Weights,
  dHidden: tf.Tensor2D,
  cache: TrunkCache,
) {
  const gradients: Record<string, tf.Tensor> = {};
  const keep = (name: string, gradient: tf.Tensor) => {
    if (weights[name]) gradients[name] = gradient;
  };
  const normStep = (name: string, dy: tf.Tensor2D, saved: NormCache) => {
    const gain = vector(weights, `${name}.weight`);
    const { dx, dGain, dBias } = normBackward(architectureOf(config).norm, dy, gain, saved);
    keep(`${name}.weight`, dGain);
    keep(`${name}.bias`, dBias);
    return dx;
  };
  const denseStep = (name: string, dy: tf.Tensor2D, x: tf.Tensor2D) => {
    const { dx, dWeight, dBias } = denseBackward(dy, x, matrix(weights, `${name}.weight`));
    keep(`${name}.weight`, dWeight);
    keep(`${name}.bias`, dBias);
    return dx;
  };
  const { layout } = cache;
  const ofRows = normStep('ln_f', dHidden, cache.normF);
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
    const dActive = denseStep(`${prefix}.mlp.c_proj`, dh, block.active);
    const dExpanded = block.swiglu
      ? swigluBackward(dActive, block.swiglu)
      : geluBackward(dActive, block.gelu!);
    const dNormed2 = denseStep(`${prefix}.mlp.c_fc`, dExpanded, block.normed2);
    dh = tf.add(dh, normStep(`${prefix}.ln_2`, dNormed2, block.norm2));
    const dMixed = denseStep(`${prefix}.attn.c_proj`, dh, block.mixed);
    const dQkv = attentionBackward(dMixed, block.attention, layout);
    const dNormed1 = denseStep(`${prefix}.attn.c_attn`, dQkv, block.normed1);
    dh = tf.add(dh, normStep(`${prefix}.ln_1`, dNormed1, block.norm1));
  }
  return { gradients, dEmbedded: dh };
}
