// GELU in GPT-2's tanh form. WASM vectorises the sigmoid, and 0.5 (1 + tanh(u / 2)) = sigmoid(u):
//   y = x s,  s = sigmoid(u),  u = 2 sqrt(2 / pi) (x + 0.044715 x^3);  dy/dx = s + x s (1 - s) du/dx
import * as tf from '@tensorflow/tfjs-core';

const SCALE = 2 * Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

export interface GeluCache {
  readonly x: tf.Tensor2D; // [N, d]
  readonly s: tf.Tensor2D; // [N, d]
}

export function gelu(x: tf.Tensor2D): { y: tf.Tensor2D; cache: GeluCache } {
  const u = tf.mul(x, tf.add(tf.mul(tf.mul(x, x), SCALE * CUBIC), SCALE));
  const s = tf.sigmoid(u) as tf.Tensor2D;
  return { y: tf.mul(x, s), cache: { x, s } };
}

export function geluBackward(dy: tf.Tensor2D, { x, s }: GeluCache): tf.Tensor2D {
  const xdu = tf.mul(x, tf.add(tf.mul(tf.mul(x, x), 3 * SCALE * CUBIC), SCALE)); // x du/dx
  return tf.mul(dy, tf.mul(s, tf.add(tf.mul(xdu, tf.sub(1, s)), 1)));
}
