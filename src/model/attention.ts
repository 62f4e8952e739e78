// Causal multi-head attention over packed q, k, v and its gradients:
//   P = softmax(Q K^T / sqrt(dh) + mask),  O = P V
//   dV = P^T dO,  dP = dO V^T,  dS = P (dP - sum(dP P)),  dQ = dS K / sqrt(dh),  dK = dS^T Q / sqrt(dh)
import * as tf from '@tensorflow/tfjs-core';

export interface AttentionShape {
  readonly rows: number; // B
  readonly length: number; // T
  readonly heads: number; // H
}

export interface AttentionCache {
  readonly q: tf.Tensor4D; // [B, H, T, dh]
  readonly k: tf.Tensor4D;
  readonly v: tf.Tensor4D;
  readonly p: tf.Tensor4D; // [B, H, T, T]
}

/** Additive mask: 0 on and below the diagonal, -1e9 above (WGSL may assume that no infinity occurs). */
export function causalMask(length: number): tf.Tensor2D {
  const values = new Float32Array(length * length);
  for (let t = 0; t < length; t++) values.fill(-1e9, t * length + t + 1, (t + 1) * length);
  return tf.tensor2d(values, [length, length]);
}

/** [N, width] at column `offset` of a packed [N, 3 width] -> [B, H, T, dh]. */
function splitHeads(packed: tf.Tensor2D, part: number, { rows, length, heads }: AttentionShape): tf.Tensor4D {
  const width = packed.shape[1] / 3;
  const x = tf.slice(packed, [0, part * width], [rows * length, width]);
  return tf.transpose(tf.reshape(x, [rows, length, heads, width / heads]), [0, 2, 1, 3]) as tf.Tensor4D;
}

function mergeHeads(x: tf.Tensor4D): tf.Tensor2D {
  const [rows, heads, length, headWidth] = x.shape;
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [rows * length, heads * headWidth]);
}

export function attention(
  qkv: tf.Tensor2D,
  mask: tf.Tensor2D,
  shape: AttentionShape,
): { y: tf.Tensor2D; cache: AttentionCache } {
  const [q, k, v] = [0, 1, 2].map((part) => splitHeads(qkv, part, shape));
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(q.shape[3])); // [B, H, T, T]
  const p = tf.softmax(tf.add(scores, mask)) as tf.Tensor4D;
  return { y: mergeHeads(tf.matMul(p, v)), cache: { q, k, v, p } };
}

/** Gradient with respect to the packed q, k, v. */
export function attentionBackward(dy: tf.Tensor2D, { q, k, v, p }: AttentionCache): tf.Tensor2D {
  const [rows, heads, length, headWidth] = q.shape;
  const scale = 1 / Math.sqrt(headWidth);
  const dO = tf.transpose(tf.reshape(dy, [rows, length, heads, headWidth]), [0, 2, 1, 3]) as tf.Tensor4D;
  const dP = tf.matMul(dO, v, false, true); // [B, H, T, T]
  const weighted = tf.mul(dP, p);
  const dS = tf.mul(tf.sub(weighted, tf.mul(p, tf.sum(weighted, -1, true))), scale) as tf.Tensor4D;
  const dQ = tf.matMul(dS, k) as tf.Tensor4D;
  const dK = tf.matMul(dS, q, true, false) as tf.Tensor4D;
  const dV = tf.matMul(p, dO, true, false) as tf.Tensor4D;
  return tf.concat([mergeHeads(dQ), mergeHeads(dK), mergeHeads(dV)], 1);
}
