// Causal attention of one row of a batch: queries [start, end) see a prefix [prefixStart, prefixEnd) that rows may share,
// and the row up to themselves. Keys lie in panels of eight, prefix first, and a gap fills the last panel of the prefix.
// Four queries are scored, normalised and mixed at a time, so that the scores never leave the cache.
import { packColumns } from './panels';
import { tile } from './product';
import { at, exp4, max4, splat, sum4 } from './vector';

/** Score of a key that is not seen. */
export const HIDDEN: f32 = -3e38;

// @ts-ignore: decorator
@inline export function padded8(n: i32): i32 {
  return (n + 7) & ~7;
}

/** The row at hand. All numbers are tokens, except `stride`: floats from a token's q, k, v to the next one's. */
export let prefixStart: i32 = 0;
export let prefixLength: i32 = 0;
export let start: i32 = 0;
export let length: i32 = 0;
/** Keys before the row, the gap included. */
export let before: i32 = 0;
/** Keys in all, gaps included. */
export let keys: i32 = 0;

/** The heads at hand. Of a token's q, k, v first come the heads of queries, then those of keys, then those of values. */
export let heads: i32 = 0;
/** Heads of queries that read the same keys and values. */
export let sharing: i32 = 1;
/** Width of a head. */
export let dh: i32 = 0;
/** Factor of a query times a key. */
export let scale: f32 = 1;
/** Tokens that one sees, itself included; 0: all. */
let seenTokens: i32 = 0;
/** Floats from a token's queries to its keys, and to its values. */
export let keysAt: i32 = 0;
export let valuesAt: i32 = 0;

export function setHeads(queries: i32, kvHeads: i32, width: i32, factor: f32, window: i32): void {
  heads = queries;
  sharing = queries / kvHeads;
  dh = width;
  scale = factor;
  seenTokens = window;
  keysAt = queries * width;
  valuesAt = (queries + kvHeads) * width;
}

/** First position that the token at this one sees. */
// @ts-ignore: decorator
@inline export function firstSeen(position: i32): i32 {
  return seenTokens ? max(0, position + 1 - seenTokens) : 0;
}

export function setRow(first: i32, prefix: i32, from: i32, count: i32): void {
  prefixStart = first;
  prefixLength = prefix;
  start = from;
  length = count;
  before = padded8(prefix);
  keys = before + padded8(count);
}

/** Keys of every token as panels of the transposed operand: [keys / 8][dh][8]. `x`: the head's first key. */
export function packKeys(x: usize, stride: i32, out: usize): void {
  packColumns(at(x, prefixStart * stride), stride, dh, prefixLength, out);
  packColumns(at(x, start * stride), stride, dh, length, at(out, before * dh));
}

/** Rows of x [tokens, dh] as panels [dh / 8][keys][8], 0 in gaps. */
export function packRowsOfKeys(x: usize, stride: i32, out: usize): void {
  for (let e = 0; e < dh; e += 8) {
    for (let key = 0; key < keys; key++, out += 32) {
      const own = key - before;
      const token = own < 0 ? (key < prefixLength ? prefixStart + key : -1) : own < length ? start + own : -1;
      copyEight(token < 0 ? 0 : at(x, token * stride + e), dh - e, out);
    }
  }
}

/** Copies up to eight floats, 0 for those beyond `left`; all 0 from address 0. */
export function copyEight(from: usize, left: i32, to: usize): void {
  if (from && left >= 8) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    return;
  }
  for (let c = 0; c < 8; c++) store<f32>(at(to, c), from && c < left ? load<f32>(at(from, c)) : 0);
}

/** Keys that queries i to i + 3 can see, a whole number of panels. */
// @ts-ignore: decorator
@inline export function visible(i: i32): i32 {
  return min(keys, before + padded8(i + 4));
}

/** Scores of four queries against visible panels: s [4][keys]. */
export function scoreFour(q: usize, stride: i32, panels: usize, i: i32, s: usize): void {
  const row = (<usize>keys) << 2, step = (<usize>stride) << 2, seen = visible(i);
  for (let j = 0; j < seen; j += 8) tile(q, step, at(panels, j * dh), dh, 0, at(s, j), row);
}

/** Hides the scores of a panel after its key `last`. It stores whole quads, since a load waits for parts of one. */
// @ts-ignore: decorator
@inline export function hideAfter(last: i32, panel: usize): void {
  const hidden = splat(HIDDEN), place = i32x4.splat(last);
  v128.store(panel, v128.bitselect(hidden, v128.load(panel), i32x4.gt_s(i32x4(0, 1, 2, 3), place)));
  v128.store(panel, v128.bitselect(hidden, v128.load(panel, 16), i32x4.gt_s(i32x4(4, 5, 6, 7), place)), 16);
}

/** Hides the gap after a prefix's scores, and the first keys, which have left the window of a query. */
export function hidePrefix(s: usize, prefix: i32, first: i32): void {
  const own = padded8(prefix);
  if (prefix < own) hideAfter((prefix - 1) & 7, at(s, own - 8));
  for (let key = 0; key < min(first, prefix); key++) store<f32>(at(s, key), HIDDEN);
  for (let key = 0; key < first - prefix; key++) store<f32>(at(s, own + key), HIDDEN);
}

/** Hides what query i may not see, up to the end of what the four queries of `from` see. */
export function hide(s: usize, i: i32, from: i32): void {
  const last = padded8(from + 4) - 8;
  hidePrefix(s, prefixLength, firstSeen(prefixLength + i));
  hideAfter(i - last, at(s, before + last));
}

/** Copies the first dh floats of a row. */
export function copyRow(from: usize, factor: f32, to: usize): void {
  let e = 0;
  for (; e + 4 <= dh; e += 4) v128.store(at(to, e), f32x4.mul(splat(factor), v128.load(at(from, e))));
  for (; e < dh; e++) store<f32>(at(to, e), factor * load<f32>(at(from, e)));
}

/** Floats of scratch that a row needs: panels of keys and values, four rows of scores, four of the result. */
export function attentionScratch(keyCount: i32, width: i32): i32 {
  const wide = padded8(width);
  return keyCount * width + keyCount * wide + 4 * keyCount + 4 * wide;
}

/**
 * mixed [tokens, ldm] from qkv [tokens, stride]; stats [tokens][heads][2] keep the largest score and 1 / sum. Heads and
 * row are set before.
 */
export function attention(qkv: usize, stride: i32, mixed: usize, ldm: i32, stats: usize, scratch: usize): void {
  const wide = padded8(dh);
  const keyPanels = scratch, valuePanels = at(keyPanels, keys * dh), s = at(valuePanels, keys * wide);
  const o = at(s, 4 * keys), row = (<usize>keys) << 2, wideBytes = (<usize>wide) << 2;
  for (let h = 0; h < heads; h++) {
    const head = at(qkv, h * dh);
    if (h % sharing == 0) {
      const shared = at(qkv, (h / sharing) * dh);
      packKeys(at(shared, keysAt), stride, keyPanels);
      packRowsOfKeys(at(shared, valuesAt), stride, valuePanels);
    }
    for (let i = 0; i < length; i += 4) {
      scoreFour(at(head, (start + i) * stride), stride, keyPanels, i, s);
      const seen = visible(i), count = min(4, length - i);
      for (let r = 0; r < count; r++) {
        const scores = s + (<usize>r) * row;
        hide(scores, i + r, i);
        softmax(scores, seen, at(stats, 2 * ((start + i + r) * heads + h)));
      }
      for (let e = 0; e < dh; e += 8) tile(s, row, at(valuePanels, e * keys), seen, 0, at(o, e), wideBytes);
      for (let r = 0; r < count; r++) {
        const token = start + i + r;
        copyRow(o + (<usize>r) * wideBytes, load<f32>(at(stats, 2 * (token * heads + h)), 4), at(mixed, token * ldm + h * dh));
      }
    }
  }
}

/** Scores, in eights, to weights before division by their sum. */
// @ts-ignore: decorator
@inline function softmax(s: usize, count: i32, stat: usize): void {
  const end = at(s, count);
  let top0 = splat(HIDDEN), top1 = top0;
  for (let x = s; x < end; x += 32) {
    top0 = f32x4.pmax(top0, v128.load(x));
    top1 = f32x4.pmax(top1, v128.load(x, 16));
  }
  const largest = max4(f32x4.pmax(top0, top1)) * scale, m = splat(largest), factor = splat(scale);
  let total0 = splat(0), total1 = total0;
  for (let x = s; x < end; x += 32) {
    const w0 = exp4(f32x4.sub(f32x4.mul(v128.load(x), factor), m));
    const w1 = exp4(f32x4.sub(f32x4.mul(v128.load(x, 16), factor), m));
    total0 = f32x4.add(total0, w0);
    total1 = f32x4.add(total1, w1);
    v128.store(x, w0);
    v128.store(x, w1, 16);
  }
  store<f32>(stat, largest);
  store<f32>(stat, <f32>1 / sum4(f32x4.add(total0, total1)), 4);
}
