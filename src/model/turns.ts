// Rotary positions in tfjs ops: halves (x1, x2) of a head become (x1 cos - x2 sin, x2 cos + x1 sin).
import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from './config.ts';
import { rotaryTable } from './rotary.ts';

/** Of tokens [N, dh / 2], or of heads [R, 1, L, dh / 2]. */
export interface Turns<Rank extends tf.Tensor = tf.Tensor> {
  readonly cos: Rank;
  readonly sin: Rank;
}

/** Of tokens at these positions; undefined for learned positions. */
export function turnsOf(config: ModelConfig, positions: ArrayLike<number>): Turns | undefined {
  const table = rotaryTable(config);
  if (!table) return undefined;
  const pairs = table.length / config.contextLength / 2;
  const column = (odd: number) => {
    const values = new Float32Array(positions.length * pairs);
    for (let n = 0; n < positions.length; n++)
      for (let j = 0; j < pairs; j++) values[n * pairs + j] = table[2 * (positions[n] * pairs + j) + odd];
    return tf.tensor2d(values, [positions.length, pairs]);
  };
  return { cos: column(0), sin: column(1) };
}

/** Those of `rows` runs of `length` tokens from token `first` on, for all heads. */
export function turnsAt({ cos, sin }: Turns, first: number, rows: number, length: number): Turns {
  const pairs = cos.shape[1]!;
  const at = (x: tf.Tensor) =>
    tf.reshape(tf.slice(x, [first, 0], [rows * length, pairs]), [rows, 1, length, pairs]);
  return { cos: at(cos), sin: at(sin) };
}

export const inverse = ({ cos, sin }: Turns): Turns => ({ cos, sin: tf.neg(sin) });

/** @param x queries or keys, [R, H, L, dh]. */
export function turned(x: tf.Tensor4D, { cos, sin }: Turns): tf.Tensor4D {
  const [rows, heads, length, headWidth] = x.shape;
  const half = headWidth / 2;
  const [first, second] = [0, half].map((from) => tf.slice(x, [0, 0, 0, from], [rows, heads, length, half]));
  return tf.concat(
    [tf.sub(tf.mul(first, cos), tf.mul(second, sin)), tf.add(tf.mul(second, cos), tf.mul(first, sin))],
    3,
  ) as tf.Tensor4D;
}
