// SwiGLU (Shazeer 2020) of a gate and what it lets through, side by side in [N, 2 f]:
//   y = g s u,  s = sigmoid(g);  du = dy g s,  dg = dy u s (1 + g (1 - s))
import * as tf from '@tensorflow/tfjs-core';

export interface SwigluCache {
  readonly gate: tf.Tensor2D; // [N, f]
  readonly up: tf.Tensor2D; // [N, f]
  readonly s: tf.Tensor2D; // [N, f]
}

export function swiglu(x: tf.Tensor2D): { y: tf.Tensor2D; cache: SwigluCache } {
  const width = x.shape[1] / 2;
  const [gate, up] = [0, width].map((from) => tf.slice(x, [0, from], [x.shape[0], width]));
  const s = tf.sigmoid(gate) as tf.Tensor2D;
  return { y: tf.mul(tf.mul(gate, s), up), cache: { gate, up, s } };
}

export function swigluBackward(dy: tf.Tensor2D, { gate, up, s }: SwigluCache): tf.Tensor2D {
  const slope = tf.mul(s, tf.add(tf.mul(gate, tf.sub(1, s)), 1));
  return tf.concat([tf.mul(tf.mul(dy, up), slope), tf.mul(dy, tf.mul(gate, s))], 1) as tf.Tensor2D;
}
