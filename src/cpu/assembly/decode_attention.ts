// Attention of the next token of rows that share a prompt. The prompt's keys and values lie in panels, once for all rows;
// each row keeps those of its own tokens.
import {
  copyRow, dh, firstSeen, heads, HIDDEN, hideAfter, hidePrefix, keysAt, packKeys, packRowsOfKeys, padded8, scale,
  setRow, sharing, valuesAt,
} from './attention';
import { tile } from './product';
import { at, exp4, madd, max4, splat, sum4 } from './vector';

/** Floats of one head of a prompt: panels of keys, then of values. */
// @ts-ignore: decorator
@inline function promptHead(length: i32): i32 {
  return padded8(length) * (dh + padded8(dh));
}

/** Packs keys and values of a prompt, tokens [start, start + length) of qkv, all of their heads: out [][promptHead]. */
export function packPrompt(qkv: usize, stride: i32, start: i32, length: i32, out: usize): void {
  setRow(0, 0, start, length);
  for (let h = 0; h < heads / sharing; h++) {
    const to = at(out, h * promptHead(length));
    packKeys(at(qkv, keysAt + h * dh), stride, to);
    packRowsOfKeys(at(qkv, valuesAt + h * dh), stride, at(to, padded8(length) * dh));
  }
}

/** Puts a token's key and value into its row's cache: keys [room / 8][dh][8], values [room][wide]. */
// @ts-ignore: decorator
@inline function append(k: usize, v: usize, cache: usize, room: i32, place: i32): void {
  const wide = padded8(dh), keys = at(cache, (place & ~7) * dh + (place & 7));
  const values = at(cache, room * dh + place * wide);
  for (let e = 0; e < dh; e++) store<f32>(at(keys, 8 * e), load<f32>(at(k, e)));
  copyRow(v, 1, values);
}

/** Scores of one query against a row's cache: two panels of eight at once, since a sum waits for its last addition. */
// @ts-ignore: decorator
@inline function scoreCache(q: usize, cache: usize, count: i32, s: usize): void {
  const panelBytes = (<usize>dh) << 5;
  let panel = cache, j = 0;
  for (; j + 16 <= count; j += 16, panel += panelBytes) {
    let s0 = splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let e = 0; e < dh; e++, panel += 32) {
      const x = v128.load32_splat(at(q, e)), next = panel + panelBytes;
      s0 = madd(x, v128.load(panel), s0);
      s1 = madd(x, v128.load(panel, 16), s1);
      s2 = madd(x, v128.load(next), s2);
      s3 = madd(x, v128.load(next, 16), s3);
    }
    v128.store(at(s, j), s0);
    v128.store(at(s, j), s1, 16);
    v128.store(at(s, j), s2, 32);
    v128.store(at(s, j), s3, 48);
  }
  if (j < count) {
    let s0 = splat(0), s1 = s0;
    for (let e = 0; e < dh; e++, panel += 32) {
      const x = v128.load32_splat(at(q, e));
      s0 = madd(x, v128.load(panel), s0);
      s1 = madd(x, v128.load(panel, 16), s1);
    }
    v128.store(at(s, j), s0);
    v128.store(at(s, j), s1, 16);
  }
}

/** Adds a row's own values, weighted, to out [wide]: columns in sixteens, then eights. */
// @ts-ignore: decorator
@inline function addValues(values: usize, weights: usize, count: i32, wide: i32, out: usize): void {
  const rowBytes = (<usize>wide) << 2;
  let e = 0;
  for (; e + 16 <= wide; e += 16) {
    const o = at(out, e);
    let a0 = v128.load(o), a1 = v128.load(o, 16), a2 = v128.load(o, 32), a3 = v128.load(o, 48);
    let v = at(values, e);
    for (let key = 0; key < count; key++, v += rowBytes) {
      const w = v128.load32_splat(at(weights, key));
      a0 = madd(w, v128.load(v), a0);
      a1 = madd(w, v128.load(v, 16), a1);
      a2 = madd(w, v128.load(v, 32), a2);
      a3 = madd(w, v128.load(v, 48), a3);
    }
    v128.store(o, a0);
    v128.store(o, a1, 16);
    v128.store(o, a2, 32);
    v128.store(o, a3, 48);
  }
  if (e < wide) {
    const o = at(out, e);
    let a0 = v128.load(o), a1 = v128.load(o, 16), v = at(values, e);
    for (let key = 0; key < count; key++, v += rowBytes) {
      const w = v128.load32_splat(at(weights, key));
      a0 = madd(w, v128.load(v), a0);
      a1 = madd(w, v128.load(v, 16), a1);
    }
    v128.store(o, a0);
    v128.store(o, a1, 16);
  }
}

/** Scores of a row become weights before division by their sum, whose inverse is returned. */
// @ts-ignore: decorator
@inline function weigh(s: usize, bytes: usize): f32 {
  let top = splat(HIDDEN), total = splat(0);
  for (let j: usize = 0; j < bytes; j += 16) top = f32x4.pmax(top, v128.load(s + j));
  const factor = splat(scale), m = splat(max4(top) * scale);
  for (let j: usize = 0; j < bytes; j += 16) {
    const w = exp4(f32x4.sub(f32x4.mul(v128.load(s + j), factor), m));
    total = f32x4.add(total, w);
    v128.store(s + j, w);
  }
  return <f32>1 / sum4(total);
}

/** The largest of each row's scores, in its lane. */
// @ts-ignore: decorator
@inline function largestOfFour(s0: usize, row: usize, bytes: usize): v128 {
  const s1 = s0 + row, s2 = s1 + row, s3 = s2 + row;
  let m0 = splat(HIDDEN), m1 = m0, m2 = m0, m3 = m0;
  for (let j: usize = 0; j < bytes; j += 16) {
    m0 = f32x4.pmax(m0, v128.load(s0 + j));
    m1 = f32x4.pmax(m1, v128.load(s1 + j));
    m2 = f32x4.pmax(m2, v128.load(s2 + j));
    m3 = f32x4.pmax(m3, v128.load(s3 + j));
  }
  const m01 = f32x4.pmax(i32x4.shuffle(m0, m1, 0, 4, 1, 5), i32x4.shuffle(m0, m1, 2, 6, 3, 7));
  const m23 = f32x4.pmax(i32x4.shuffle(m2, m3, 0, 4, 1, 5), i32x4.shuffle(m2, m3, 2, 6, 3, 7));
  return f32x4.pmax(i64x2.shuffle(m01, m23, 0, 2), i64x2.shuffle(m01, m23, 1, 3));
}

/** The same for four rows at once, which is faster from three on; the inverses a lane a row. */
// @ts-ignore: decorator
@inline function weighFour(s0: usize, row: usize, bytes: usize): v128 {
  const s1 = s0 + row, s2 = s1 + row, s3 = s2 + row, factor = splat(scale);
  const most = f32x4.mul(largestOfFour(s0, row, bytes), factor);
  const m0 = i32x4.shuffle(most, most, 0, 0, 0, 0), m1 = i32x4.shuffle(most, most, 1, 1, 1, 1);
  const m2 = i32x4.shuffle(most, most, 2, 2, 2, 2), m3 = i32x4.shuffle(most, most, 3, 3, 3, 3);
  let t0 = splat(0), t1 = t0, t2 = t0, t3 = t0;
  for (let j: usize = 0; j < bytes; j += 16) {
    const w0 = exp4(f32x4.sub(f32x4.mul(v128.load(s0 + j), factor), m0));
    const w1 = exp4(f32x4.sub(f32x4.mul(v128.load(s1 + j), factor), m1));
    const w2 = exp4(f32x4.sub(f32x4.mul(v128.load(s2 + j), factor), m2));
    const w3 = exp4(f32x4.sub(f32x4.mul(v128.load(s3 + j), factor), m3));
    t0 = f32x4.add(t0, w0);
    t1 = f32x4.add(t1, w1);
    t2 = f32x4.add(t2, w2);
    t3 = f32x4.add(t3, w3);
    v128.store(s0 + j, w0);
    v128.store(s1 + j, w1);
    v128.store(s2 + j, w2);
    v128.store(s3 + j, w3);
  }
  const t01 = f32x4.add(i32x4.shuffle(t0, t1, 0, 4, 2, 6), i32x4.shuffle(t0, t1, 1, 5, 3, 7));
  const t23 = f32x4.add(i32x4.shuffle(t2, t3, 0, 4, 2, 6), i32x4.shuffle(t2, t3, 1, 5, 3, 7));
  return f32x4.div(splat(1), f32x4.add(i64x2.shuffle(t01, t23, 0, 2), i64x2.shuffle(t01, t23, 1, 3)));
}

/** Floats of scratch: four rows of scores and of results, and the inverses of their sums. */
export function decodeScratch(promptLength: i32, room: i32, width: i32): i32 {
  return 4 * (padded8(promptLength) + room) + 4 * padded8(width) + 4;
}

/**
 * mixed [rows, ldm] from qkv [rows, stride] of tokens that stand at place `place` after the prompt. `caches` [rows] are
 * addresses, each of the heads of keys [][room (dh + wide)], with `room` a multiple of 8. Heads are set before.
 */
export function decodeAttention(
  qkv: usize, stride: i32, mixed: usize, ldm: i32, prompt: usize, promptLength: i32, caches: usize, room: i32,
  place: i32, rows: i32, scratch: usize,
): void {
  const wide = padded8(dh), first = firstSeen(promptLength + place);
  const before = padded8(promptLength), own = padded8(place + 1), seen = before + own;
  const s = scratch, o = at(s, 4 * seen), row = (<usize>seen) << 2, wideBytes = (<usize>wide) << 2;
  const inverses = at(o, 4 * wide);
  for (let h = 0; h < heads; h++) {
    const shared = h / sharing, keyPanels = at(prompt, shared * promptHead(promptLength)), valuePanels = at(keyPanels, before * dh);
    for (let i = 0; i < rows; i += 4) {
      const q = at(qkv, i * stride + h * dh), count = min(4, rows - i);
      for (let j = 0; j < before; j += 8) tile(q, (<usize>stride) << 2, at(keyPanels, j * dh), dh, 0, at(s, j), row);
      for (let r = 0; r < count; r++) {
        const from = at(q, r * stride), scores = s + (<usize>r) * row;
        const cache = at(load<usize>(at(caches, i + r)), shared * room * (dh + wide));
        if (h % sharing == 0) {
          const ofToken = at(qkv, (i + r) * stride + shared * dh);
          append(at(ofToken, keysAt), at(ofToken, valuesAt), cache, room, place);
        }
        scoreCache(from, cache, own, at(scores, before));
        hidePrefix(scores, promptLength, first);
        hideAfter(place & 7, at(scores, seen - 8));
      }
      if (count > 2) v128.store(inverses, weighFour(s, row, row));
      else for (let r = 0; r < count; r++) store<f32>(at(inverses, r), weigh(s + (<usize>r) * row, row));
      for (let e = 0; e < wide; e += 8) tile(s, row, at(valuePanels, e * before), before, 0, at(o, e), wideBytes);
      for (let r = 0; r < count; r++) {
        const out = o + (<usize>r) * wideBytes, scores = at(s + (<usize>r) * row, before);
        const values = at(load<usize>(at(caches, i + r)), shared * room * (dh + wide) + room * dh);
        addValues(values, scores, place + 1, wide, out);
        copyRow(out, load<f32>(at(inverses, r)), at(mixed, (i + r) * ldm + h * dh));
      }
    }
  }
}
