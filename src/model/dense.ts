// Affine map and its gradients: y = x W + b; dx = dy W^T, dW = x^T dy, db = sum_rows dy.
// Transposes are explicit because tfjs's WASM matMul is vectorised only for untransposed operands.
import * as tf from '@tensorflow/tfjs-core';

/** @param bias absent where the model has none. */
export function dense(x: tf.Tensor2D, weight: tf.Tensor2D, bias: tf.Tensor1D | undefined): tf.Tensor2D {
  const product = tf.matMul(x, weight) as tf.Tensor2D; // [N, out]
  return bias ? tf.add(product, bias) : product;
}

export interface DenseGradients {
  readonly dx: tf.Tensor2D; // [N, in]
  readonly dWeight: tf.Tensor2D; // [in, out]
  readonly dBias: tf.Tensor1D; // [out]
}

export function denseBackward(dy: tf.Tensor2D, x: tf.Tensor2D, weight: tf.Tensor2D): DenseGradients {
  return {
    dx: tf.matMul(dy, tf.transpose(weight)),
    dWeight: tf.matMul(tf.transpose(x), dy),
    dBias: tf.sum(dy, 0),
  };
}
