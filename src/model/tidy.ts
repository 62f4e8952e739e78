// `tf.tidy` for functions that return plain records of tensors: keeps what is returned, frees the rest.
import * as tf from '@tensorflow/tfjs-core';

export function tidy<T>(compute: () => T): T {
  return tf.tidy(compute as unknown as () => tf.TensorContainer) as unknown as T;
}

/** Frees every tensor in a nested record. */
export function disposeAll(record: object): void {
  tf.dispose(record as tf.TensorContainer);
}
