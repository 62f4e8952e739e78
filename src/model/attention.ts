// Multi-head attention over packed q, k, v and its gradients:
//   P = softmax(Q K^T / sqrt(dh) + mask),  O = P V
//   dV = P^T dO,  dP = dO V^T,  dS = P (dP - sum(dP P)),  dQ = dS K / sqrt(dh),  dK = dS^T Q / sqrt(dh)
// Rows that share a prompt see the same keys and values of it, so its gradient is a sum over them.
import * as tf from '@tensorflow/tfjs-core';
import { causalMask, type PromptLayout } from './prompt_layout.ts';

/** A `PromptLayout` on the device. */
export interface AttentionLayout extends Pick<PromptLayout, 'groups' | 'prefixLength' | 'rows' | 'window'> {
  readonly heads: number; // H
  readonly mask: tf.Tensor4D; // [B or 1, 1, W, P + W]
  /** Only with a prefix. */
  readonly prefix?: {
    readonly mask: tf.Tensor2D; // [P, P]
    readonly groupOf: tf.Tensor1D; // [B]
    /** One-hot: the product sums over a group's rows, where a gather's gradient would. WASM has none. */
    readonly members: tf.Tensor2D; // [G, B]
  };
}

interface Heads {
  readonly q: tf.Tensor4D; // [R, H, queries, dh]
  readonly k: tf.Tensor4D; // [R, H, keys, dh]
  readonly v: tf.Tensor4D;
}
interface Attended extends Heads {
  readonly p: tf.Tensor4D; // [R, H, queries, keys]
}

export interface AttentionCache {
  /** Its keys and values are the prefix's, then its own. */
  readonly rows: Attended;
  readonly prefix?: Attended;
}

export function attentionLayout(layout: PromptLayout, heads: number): AttentionLayout {
  const { groups, prefixLength, rows, window } = layout;
  const keys = prefixLength + window;
  const shape = { groups, prefixLength, rows, window, heads };
  const mask = tf.tensor4d(layout.mask, [layout.mask.length / (window * keys), 1, window, keys]);
  if (prefixLength === 0) return { ...shape, mask };
  const members = new Float32Array(groups * rows);
  layout.groupOf.forEach((g, b) => {
    members[g * rows + b] = 1;
  });
  const prefix = {
    mask: tf.tensor2d(causalMask(prefixLength), [prefixLength, prefixLength]),
    groupOf: tf.tensor1d(layout.groupOf, 'int32'),
    members: tf.tensor2d(members, [groups, rows]),
  };
  return { ...shape, mask, prefix };
}

/** Rows of a packed [N, 3 d], from token `first` on, as heads. */
function splitHeads(packed: tf.Tensor2D, first: number, rows: number, length: number, heads: number): Heads {
  const width = packed.shape[1] / 3;
  const [q, k, v] = [0, 1, 2].map((part) => {
    const x = tf.slice(packed, [first, part * width], [rows * length, width]);
    return tf.transpose(tf.reshape(x, [rows, length, heads, width / heads]), [0, 2, 1, 3]) as tf.Tensor4D;
  });
  return { q, k, v };
}

function mergeHeads(x: tf.Tensor4D): tf.Tensor2D {
  const [rows, heads, length, headWidth] = x.shape;
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [rows * length, heads * headWidth]);
}

function attend({ q, k, v }: Heads, mask: tf.Tensor): { y: tf.Tensor2D; attended: Attended } {
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(q.shape[3])); // [R, H, queries, keys]
  const p = tf.softmax(tf.add(scores, mask)) as tf.Tensor4D;
  return { y: mergeHeads(tf.matMul(p, v)), attended: { q, k, v, p } };
}

export function attention(
  qkv: tf.Tensor2D,
  { groups, prefixLength, rows, window, heads, mask, prefix }: AttentionLayout,
): { y: tf.Tensor2D; cache: AttentionCache } {
  const own = splitHeads(qkv, groups * prefixLength, rows, window, heads);
  if (!prefix) {
    const { y, attended } = attend(own, mask);
    return { y, cache: { rows: attended } };
  }
  const ofPrefix = attend(splitHeads(qkv, 0, groups, prefixLength, heads), prefix.mask);
  const behindPrefix = (shared: tf.Tensor4D, x: tf.Tensor4D) =>
    tf.concat([tf.gather(shared, prefix.groupOf), x], 2) as tf.Tensor4D;
  const { k, v } = ofPrefix.attended;
  const ofRows = attend({ q: own.q, k: behindPrefix(k, own.k), v: behindPrefix(v, own.v) }, mask);
  return {
    y: tf.concat([ofPrefix.y, ofRows.y]),
    cache: { rows: ofRows.attended, prefix: ofPrefix.attended },
  };
}

/** Gradients of q, k and v, from that of the merged output. */
function attendBackward(dy: tf.Tensor2D, { q, k, v, p }: Attended): Heads {
  const [rows, heads, length, headWidth] = q.shape;
  const scale = 1 / Math.sqrt(headWidth);
  const dO = tf.transpose(tf.reshape(dy, [rows, length, heads, headWidth]), [0, 2, 1, 3]) as tf.Tensor4D;
  const dP = tf.matMul(dO, v, false, true); // [R, H, queries, keys]
  const weighted = tf.mul(dP, p);
  const dS = tf.mul(tf.sub(weighted, tf.mul(p, tf.sum(weighted, -1, true))), scale) as tf.Tensor4D;
  return {
    q: tf.matMul(dS, k) as tf.Tensor4D,
    k: tf.matMul(dS, q, true, false) as tf.Tensor4D,
    v: tf.matMul(p, dO, true, false) as tf.Tensor4D,
  };
}

const packed = ({ q, k, v }: Heads) => tf.concat([mergeHeads(q), mergeHeads(k), mergeHeads(v)], 1);

/** Gradient with respect to the packed q, k, v. */
export function attentionBackward(
  dy: tf.Tensor2D,
  cache: AttentionCache,
  { groups, prefixLength, rows, window, heads, prefix }: AttentionLayout,
): tf.Tensor2D {
  if (!prefix) return packed(attendBackward(dy, cache.rows));
  const width = dy.shape[1];
  const headWidth = width / heads;
  const first = groups * prefixLength;
  const ofRows = attendBackward(tf.slice(dy, [first, 0], [rows * window, width]), cache.rows);
  const ofPrefix = attendBackward(tf.slice(dy, [0, 0], [first, width]), cache.prefix!);
  const own = (x: tf.Tensor4D) => tf.slice(x, [0, 0, prefixLength, 0], [rows, heads, window, headWidth]);
  const shared = (x: tf.Tensor4D) => {
    const seen = tf.slice(x, [0, 0, 0, 0], [rows, heads, prefixLength, headWidth]);
    const sums = tf.matMul(prefix.members, tf.reshape(seen, [rows, heads * prefixLength * headWidth]));
    return tf.reshape(sums, [groups, heads, prefixLength, headWidth]) as tf.Tensor4D;
  };
  return tf.concat([
    packed({
      q: ofPrefix.q,
      k: tf.add(ofPrefix.k, shared(ofRows.k)),
      v: tf.add(ofPrefix.v, shared(ofRows.v)),
    }),
    packed({ q: ofRows.q, k: own(ofRows.k), v: own(ofRows.v) }),
  ]);
}
