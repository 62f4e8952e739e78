// Multi-head attention over packed q, k, v and its gradients:
//   P = softmax(s Q K^T + mask),  O = P V
//   dV = P^T dO,  dP = dO V^T,  dS = P (dP - sum(dP P)),  dQ = s dS K,  dK = s dS^T Q
// Rows that share a prompt see the same keys and values of it, so its gradient is a sum over them.
import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from './config.ts';
import { architectureOf } from './decoder_shape.ts';
import { causalMask, type PromptLayout, windowedMask } from './prompt_layout.ts';
import { inverse, type Turns, turned, turnsAt, turnsOf } from './turns.ts';

/** Additive masks of layers that see equally far. */
interface Masks {
  readonly rows: tf.Tensor4D; // [B or 1, 1, W, P + W]
  /** Only with a prefix. */
  readonly prefix?: tf.Tensor2D; // [P, P]
}

/** A `PromptLayout` on the device, and how attention reads it. */
export interface AttentionLayout extends Pick<PromptLayout, 'groups' | 'prefixLength' | 'rows' | 'window'> {
  readonly heads: number; // H
  readonly kvHeads: number; // K
  readonly scale: number; // s
  /** By the tokens that a layer's tokens see; 0: all. */
  readonly masks: Readonly<Record<number, Masks>>;
  /** Only with a prefix. */
  readonly prefix?: {
    readonly groupOf: tf.Tensor1D; // [B]
    /** One-hot: the product sums over a group's rows, where a gather's gradient would. WASM has none. */
    readonly members: tf.Tensor2D; // [G, B]
  };
  /** Cosine and sine of the tokens' turns, for rotary positions. */
  readonly turns?: Turns; // [N, dh / 2]
}

interface Heads {
  readonly q: tf.Tensor4D; // [R, H, queries, dh]
  readonly k: tf.Tensor4D; // [R, K, keys, dh]
  readonly v: tf.Tensor4D;
}
interface Attended extends Heads {
  readonly p: tf.Tensor4D; // [R, H, queries, keys]
}

export interface AttentionCache {
  /** Its keys and values are the prefix's, then its own; keys and queries are turned. */
  readonly rows: Attended;
  readonly prefix?: Attended;
}

export function attentionLayout(layout: PromptLayout, config: ModelConfig): AttentionLayout {
  const { groups, prefixLength, rows, window } = layout;
  const { kvHeads, attentionScale: scale, windows = [0] } = architectureOf(config);
  const keys = prefixLength + window;
  const masksOf = (seen: number): [number, Masks] => {
    const mask = windowedMask(layout, seen);
    return [
      seen,
      {
        rows: tf.tensor4d(mask, [mask.length / (window * keys), 1, window, keys]),
        ...(prefixLength > 0 && {
          prefix: tf.tensor2d(causalMask(prefixLength, seen), [prefixLength, prefixLength]),
        }),
      },
    ];
  };
  const shape = {
    groups,
    prefixLength,
    rows,
    window,
    heads: config.heads,
    kvHeads,
    scale,
    masks: Object.fromEntries([...new Set(windows)].map(masksOf)),
    turns: turnsOf(config, layout.positions),
  };
  if (prefixLength === 0) return shape;
  const members = new Float32Array(groups * rows);
  layout.groupOf.forEach((g, b) => {
    members[g * rows + b] = 1;
  });
  const prefix = {
    groupOf: tf.tensor1d(layout.groupOf, 'int32'),
    members: tf.tensor2d(members, [groups, rows]),
  };
  return { ...shape, prefix };
}

/** Rows of a packed [N, (H + 2 K) dh], from token `first` on, as heads. */
function splitHeads(
  packed: tf.Tensor2D,
  { heads, kvHeads, turns }: AttentionLayout,
  first: number,
  rows: number,
  length: number,
): Heads {
  const headWidth = packed.shape[1] / (heads + 2 * kvHeads);
  const part = (from: number, count: number) => {
    const x = tf.slice(packed, [first, from * headWidth], [rows * length, count * headWidth]);
    return tf.transpose(tf.reshape(x, [rows, length, count, headWidth]), [0, 2, 1, 3]) as tf.Tensor4D;
  };
  const turn = turns && turnsAt(turns, first, rows, length);
  const placed = (x: tf.Tensor4D) => (turn ? turned(x, turn) : x);
  return {
    q: placed(part(0, heads)),
    k: placed(part(heads, kvHeads)),
    v: part(heads + kvHeads, kvHeads),
  };
}

function mergeHeads(x: tf.Tensor4D): tf.Tensor2D {
  const [rows, heads, length, headWidth] = x.shape;
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [rows * length, heads * headWidth]);
}

/** Each head of keys or values for all queries that it serves: [R, K, L, dh] to [R, H, L, dh]. */
export function served(x: tf.Tensor4D, heads: number): tf.Tensor4D {
  const kvHeads = x.shape[1];
  if (kvHeads === heads) return x;
  const shared = Int32Array.from({ length: heads }, (_, h) => Math.floor((h * kvHeads) / heads));
  return tf.gather(x, tf.tensor1d(shared, 'int32'), 1);
}

/** The way back of `served`: sums over the queries that a head serves. */
function gathered(dx: tf.Tensor4D, kvHeads: number): tf.Tensor4D {
  const [rows, heads, length, headWidth] = dx.shape;
  if (kvHeads === heads) return dx;
  return tf.sum(tf.reshape(dx, [rows, kvHeads, heads / kvHeads, length, headWidth]), 2);
}

function attend({ q, k, v }: Heads, mask: tf.Tensor, scale: number): { y: tf.Tensor2D; attended: Attended } {
  const heads = q.shape[1];
  const scores = tf.mul(tf.matMul(q, served(k, heads), false, true), scale); // [R, H, queries, keys]
  const p = tf.softmax(tf.add(scores, mask)) as tf.Tensor4D;
  return { y: mergeHeads(tf.matMul(p, served(v, heads))), attended: { q, k, v, p } };
}

/** @param seen tokens that one sees in this layer; 0: all. */
export function attention(
  qkv: tf.Tensor2D,
  layout: AttentionLayout,
  seen: number,
): { y: tf.Tensor2D; cache: AttentionCache } {
  const { groups, prefixLength, rows, window, prefix, scale } = layout;
  const mask = layout.masks[seen];
  const own = splitHeads(qkv, layout, groups * prefixLength, rows, window);
  if (!prefix) {
    const { y, attended } = attend(own, mask.rows, scale);
    return { y, cache: { rows: attended } };
  }
  const ofPrefix = attend(splitHeads(qkv, layout, 0, groups, prefixLength), mask.prefix!, scale);
  const behindPrefix = (shared: tf.Tensor4D, x: tf.Tensor4D) =>
    tf.concat([tf.gather(shared, prefix.groupOf), x], 2) as tf.Tensor4D;
  const { k, v } = ofPrefix.attended;
  const ofRows = attend({ q: own.q, k: behindPrefix(k, own.k), v: behindPrefix(v, own.v) }, mask.rows, scale);
  return {
    y: tf.concat([ofPrefix.y, ofRows.y]),
    cache: { rows: ofRows.attended, prefix: ofPrefix.attended },
  };
}

/** Gradients of q, k and v, still turned, from that of the merged output. */
function attendBackward(dy: tf.Tensor2D, { q, k, v, p }: Attended, scale: number): Heads {
  const [rows, heads, length, headWidth] = q.shape;
  const kvHeads = k.shape[1];
  const dO = tf.transpose(tf.reshape(dy, [rows, length, heads, headWidth]), [0, 2, 1, 3]) as tf.Tensor4D;
  const dP = tf.matMul(dO, served(v, heads), false, true); // [R, H, queries, keys]
  const weighted = tf.mul(dP, p);
  const dS = tf.mul(tf.sub(weighted, tf.mul(p, tf.sum(weighted, -1, true))), scale) as tf.Tensor4D;
  return {
    q: tf.matMul(dS, served(k, heads)) as tf.Tensor4D,
    k: gathered(tf.matMul(dS, q, true, false) as tf.Tensor4D, kvHeads),
    v: gathered(tf.matMul(p, dO, true, false) as tf.Tensor4D, kvHeads),
  };
}

/** Heads of one part of the tokens, turned back and merged. */
function packed({ q, k, v }: Heads, { turns }: AttentionLayout, first: number): tf.Tensor2D {
  const back = turns && inverse(turnsAt(turns, first, q.shape[0], q.shape[2]));
  const placed = (x: tf.Tensor4D) => mergeHeads(back ? turned(x, back) : x);
  return tf.concat([placed(q), placed(k), mergeHeads(v)], 1);
}

/** Gradient with respect to the packed q, k, v. */
export function attentionBackward(
  dy: tf.Tensor2D,
  cache: AttentionCache,
  layout: AttentionLayout,
): tf.Tensor2D {
  const { groups, prefixLength, rows, window, heads, kvHeads, scale, prefix } = layout;
  if (!prefix) return packed(attendBackward(dy, cache.rows, scale), layout, 0);
  const width = dy.shape[1];
  const headWidth = width / heads;
  const first = groups * prefixLength;
  const ofRows = attendBackward(tf.slice(dy, [first, 0], [rows * window, width]), cache.rows, scale);
  const ofPrefix = attendBackward(tf.slice(dy, [0, 0], [first, width]), cache.prefix!, scale);
  const own = (x: tf.Tensor4D) => tf.slice(x, [0, 0, prefixLength, 0], [rows, kvHeads, window, headWidth]);
  const shared = (x: tf.Tensor4D) => {
    const seen = tf.slice(x, [0, 0, 0, 0], [rows, kvHeads, prefixLength, headWidth]);
    const sums = tf.matMul(prefix.members, tf.reshape(seen, [rows, kvHeads * prefixLength * headWidth]));
    return tf.reshape(sums, [groups, kvHeads, prefixLength, headWidth]) as tf.Tensor4D;
  };
  return tf.concat([
    packed(
      {
        q: ofPrefix.q,
        k: tf.add(ofPrefix.k, shared(ofRows.k)),
        v: tf.add(ofPrefix.v, shared(ofRows.v)),
      },
      layout,
      0,
    ),
    packed({ q: ofRows.q, k: own(ofRows.k), v: own(ofRows.v) }, layout, first),
  ]);
}
