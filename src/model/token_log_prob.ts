// Log-prob of realised tokens under logits z, and its gradient from per-token coefficients:
//   log q_n = z_n[y_n] - logsumexp(z_n);  dz_n = c_n (onehot(y_n) - softmax(z_n))
import * as tf from '@tensorflow/tfjs-core';

/** [N, V] -> [N, V] log-softmax, by max-shift. */
export function logSoftmax(logits: tf.Tensor2D): tf.Tensor2D {
  const shifted = tf.sub(logits, tf.max(logits, -1, true));
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)));
}

export function tokenLogProb(logits: tf.Tensor2D, oneHot: tf.Tensor2D): tf.Tensor1D {
  return tf.sum(tf.mul(logSoftmax(logits), oneHot), -1); // [N]
}

export function tokenLogProbBackward(
  coefficients: tf.Tensor1D,
  logits: tf.Tensor2D,
  oneHot: tf.Tensor2D,
): tf.Tensor2D {
  const difference = tf.sub(oneHot, tf.softmax(logits));
  return tf.mul(difference, tf.expandDims(coefficients, 1)); // [N, V]
}
