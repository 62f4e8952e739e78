// Layer normalisation over the last axis and its gradients (Ba et al. 2016):
//   xhat = (x - mean) rstd,  y = xhat g + b,  rstd = 1 / sqrt(var + 1e-5)
//   dx = rstd (dxhat - mean(dxhat) - xhat mean(dxhat xhat)),  dxhat = dy g
import * as tf from '@tensorflow/tfjs-core';

const LAYER_NORM_EPSILON = 1e-5;

export interface LayerNormCache {
  readonly xhat: tf.Tensor2D; // [N, d]
  readonly rstd: tf.Tensor2D; // [N, 1]
}

export function layerNorm(
  x: tf.Tensor2D,
  gain: tf.Tensor1D,
  bias: tf.Tensor1D,
): { y: tf.Tensor2D; cache: LayerNormCache } {
  const centred = tf.sub(x, tf.mean(x, -1, true)) as tf.Tensor2D; // [N, d]
  const variance = tf.mean(tf.mul(centred, centred), -1, true); // [N, 1]
  const rstd = tf.rsqrt(tf.add(variance, LAYER_NORM_EPSILON)) as tf.Tensor2D; // [N, 1]
  const xhat = tf.mul(centred, rstd) as tf.Tensor2D; // [N, d]
  return { y: tf.add(tf.mul(xhat, gain), bias), cache: { xhat, rstd } };
}

export interface LayerNormGradients {
  readonly dx: tf.Tensor2D; // [N, d]
  readonly dGain: tf.Tensor1D; // [d]
  readonly dBias: tf.Tensor1D; // [d]
}

export function layerNormBackward(
  dy: tf.Tensor2D,
  gain: tf.Tensor1D,
  { xhat, rstd }: LayerNormCache,
): LayerNormGradients {
  const dxhat = tf.mul(dy, gain); // [N, d]
  const along = tf.mul(xhat, tf.mean(tf.mul(dxhat, xhat), -1, true)); // [N, d]
  const dx = tf.mul(rstd, tf.sub(tf.sub(dxhat, tf.mean(dxhat, -1, true)), along)) as tf.Tensor2D;
  return { dx, dGain: tf.sum(tf.mul(dy, xhat), 0), dBias: tf.sum(dy, 0) };
}
