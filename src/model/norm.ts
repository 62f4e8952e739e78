// Normalisation over the last axis and its gradients. A layer norm (Ba et al. 2016) subtracts the mean; an RMS norm
// (Zhang & Sennrich 2019) does not, and has no bias.
//   xhat = (x - mean) rstd,  y = xhat g + b,  rstd = 1 / sqrt(mean((x - mean)^2) + epsilon)
//   dx = rstd (dxhat - mean(dxhat) - xhat mean(dxhat xhat)),  dxhat = dy g; an RMS norm has no mean(dxhat)
import * as tf from '@tensorflow/tfjs-core';
import type { Architecture } from './architecture.ts';

type NormKind = Architecture['norm'];

export interface NormCache {
  readonly xhat: tf.Tensor2D; // [N, d]
  readonly rstd: tf.Tensor2D; // [N, 1]
}

/** @param bias absent for an RMS norm. */
export function norm(
  { kind, epsilon }: NormKind,
  x: tf.Tensor2D,
  gain: tf.Tensor1D,
  bias: tf.Tensor1D | undefined,
): { y: tf.Tensor2D; cache: NormCache } {
  const centred = (kind === 'layer' ? tf.sub(x, tf.mean(x, -1, true)) : x) as tf.Tensor2D; // [N, d]
  const square = tf.mean(tf.mul(centred, centred), -1, true); // [N, 1]
  const rstd = tf.rsqrt(tf.add(square, epsilon)) as tf.Tensor2D; // [N, 1]
  const xhat = tf.mul(centred, rstd) as tf.Tensor2D; // [N, d]
  const scaled = tf.mul(xhat, gain) as tf.Tensor2D;
  return { y: bias ? tf.add(scaled, bias) : scaled, cache: { xhat, rstd } };
}

export interface NormGradients {
  readonly dx: tf.Tensor2D; // [N, d]
  readonly dGain: tf.Tensor1D; // [d]
  readonly dBias: tf.Tensor1D; // [d]
}

export function normBackward(
  { kind }: NormKind,
  dy: tf.Tensor2D,
  gain: tf.Tensor1D,
  { xhat, rstd }: NormCache,
): NormGradients {
  const dxhat = tf.mul(dy, gain); // [N, d]
  const along = tf.mul(xhat, tf.mean(tf.mul(dxhat, xhat), -1, true)); // [N, d]
  const centred = kind === 'layer' ? tf.sub(dxhat, tf.mean(dxhat, -1, true)) : dxhat;
  const dx = tf.mul(rstd, tf.sub(centred, along)) as tf.Tensor2D;
  return { dx, dGain: tf.sum(tf.mul(dy, xhat), 0), dBias: tf.sum(dy, 0) };
}
