// The way back through attention of one row. Weights are computed again from the kept stats, so memory does not grow with
// the square of the length. dK and dV are products whose depth is the queries, by blocks of four keys.
import {
  before, copyEight, copyRow, dh, heads, hide, keys, keysAt, length, packKeys, packRowsOfKeys, padded8, prefixLength,
  prefixStart, scale, scoreFour, sharing, start, valuesAt, visible,
} from './attention';
import { tile } from './product';
import { at, exp4, splat, sum4 } from './vector';
import { addQuad } from './weight_product';

/** Floats of scratch: panels of K, V and K's rows, of Q and dO, both squares, four rows, a quad and a block of keys. */
export function attentionBackwardScratch(keyCount: i32, queries: i32, width: i32): i32 {
  const wide = padded8(width), rows = padded8(queries);
  return 2 * keyCount * width + keyCount * wide + 2 * rows * wide + 2 * rows * keyCount + 4 * wide + 4 * rows + 4 * wide;
}

/** Rows of the row's tokens as panels [dh / 8][length][8]. */
function packQueries(x: usize, ld: i32, out: usize): void {
  for (let e = 0; e < dh; e += 8)
    for (let i = 0; i < length; i++, out += 32) copyEight(at(x, (start + i) * ld + e), dh - e, out);
}

/** Adds X^T Y to the keys' rows of `out`; X [length][keys] begins at the first query that sees the key. */
function addToKeys(x: usize, panels: usize, out: usize, stride: i32, quad: usize, block: usize): void {
  const wide = padded8(dh), wideBytes = (<usize>wide) << 2;
  for (let key = 0; key < keys; key += 4) {
    const own = key - before, first = own < 0 ? 0 : own;
    if (own < 0 ? key >= prefixLength : own >= length) continue;
    const rows = length - first;
    for (let i = 0; i < rows; i++) v128.store(at(quad, 4 * i), v128.load(at(x, (first + i) * keys + key)));
    memory.fill(block, 0, 4 * wideBytes);
    for (let e = 0; e < dh; e += 8) addQuad(quad, at(panels, e * length + 8 * first), rows, at(block, e), wideBytes, 4);
    const count = min(4, own < 0 ? prefixLength - key : length - own);
    for (let c = 0; c < count; c++) {
      const token = own < 0 ? prefixStart + key + c : start + own + c;
      const from = block + (<usize>c) * wideBytes, to = at(out, token * stride);
      let e = 0;
      for (; e + 4 <= dh; e += 4) v128.store(at(to, e), f32x4.add(v128.load(at(to, e)), v128.load(at(from, e))));
      for (; e < dh; e++) store<f32>(at(to, e), load<f32>(at(to, e)) + load<f32>(at(from, e)));
    }
  }
}

/** In eights: p to weights, dp to scale p (dp - sum), where `sum` is dO . O of the query. */
// @ts-ignore: decorator
@inline function weighRow(p: usize, dp: usize, seen: i32, largest: f32, inverse: f32, sum: f32): void {
  const m = splat(largest), factor = splat(scale), inv = splat(inverse), d = splat(sum);
  for (let x: usize = 0; x < (<usize>seen) << 2; x += 32) {
    const w0 = f32x4.mul(exp4(f32x4.sub(f32x4.mul(v128.load(p + x), factor), m)), inv);
    const w1 = f32x4.mul(exp4(f32x4.sub(f32x4.mul(v128.load(p + x, 16), factor), m)), inv);
    v128.store(p + x, w0);
    v128.store(p + x, w1, 16);
    v128.store(dp + x, f32x4.mul(factor, f32x4.mul(w0, f32x4.sub(v128.load(dp + x), d))));
    v128.store(dp + x, f32x4.mul(factor, f32x4.mul(w1, f32x4.sub(v128.load(dp + x, 16), d))), 16);
  }
}

// @ts-ignore: decorator
@inline function dot(a: usize, b: usize): f32 {
  let sums = splat(0), e = 0;
  for (; e + 4 <= dh; e += 4) sums = f32x4.add(sums, f32x4.mul(v128.load(at(a, e)), v128.load(at(b, e))));
  let sum = sum4(sums);
  for (; e < dh; e++) sum += load<f32>(at(a, e)) * load<f32>(at(b, e));
  return sum;
}

/** dqkv: q is stored, k and v are added to (0 before the first row). Heads and row are set before. */
export function attentionBackward(
  qkv: usize, stride: i32, mixed: usize, dmixed: usize, ldm: i32, stats: usize, dqkv: usize, scratch: usize,
): void {
  const wide = padded8(dh), rows = padded8(length);
  const keyPanels = scratch, valuePanels = at(keyPanels, keys * dh), keyRows = at(valuePanels, keys * dh);
  const queryPanels = at(keyRows, keys * wide), gradientPanels = at(queryPanels, rows * wide);
  const p = at(gradientPanels, rows * wide), dp = at(p, rows * keys), o = at(dp, rows * keys);
  const quad = at(o, 4 * wide), block = at(quad, 4 * rows);
  const row = (<usize>keys) << 2, wideBytes = (<usize>wide) << 2;
  for (let h = 0; h < heads; h++) {
    const head = at(qkv, h * dh), dhead = at(dqkv, h * dh), gradient = at(dmixed, h * dh);
    const shared = (h / sharing) * dh, dshared = at(dqkv, shared);
    if (h % sharing == 0) {
      const source = at(qkv, shared);
      packKeys(at(source, keysAt), stride, keyPanels);
      packKeys(at(source, valuesAt), stride, valuePanels);
      packRowsOfKeys(at(source, keysAt), stride, keyRows);
    }
    packQueries(head, stride, queryPanels);
    packQueries(gradient, ldm, gradientPanels);
    for (let i = 0; i < length; i += 4) {
      const seen = visible(i), count = min(4, length - i);
      const weights = at(p, i * keys), dweights = at(dp, i * keys);
      scoreFour(at(head, (start + i) * stride), stride, keyPanels, i, weights);
      scoreFour(at(gradient, (start + i) * ldm), ldm, valuePanels, i, dweights);
      for (let r = 0; r < count; r++) {
        const token = start + i + r, stat = at(stats, 2 * (token * heads + h));
        const sum = dot(at(gradient, token * ldm), at(mixed, token * ldm + h * dh));
        hide(weights + (<usize>r) * row, i + r, i);
        weighRow(
          weights + (<usize>r) * row, dweights + (<usize>r) * row, seen, load<f32>(stat), load<f32>(stat, 4), sum,
        );
      }
      for (let e = 0; e < dh; e += 8) tile(dweights, row, at(keyRows, e * keys), seen, 0, at(o, e), wideBytes);
      for (let r = 0; r < count; r++)
        copyRow(o + (<usize>r) * wideBytes, 1, at(dhead, (start + i + r) * stride));
    }
    addToKeys(dp, queryPanels, at(dshared, keysAt), stride, quad, block);
    addToKeys(p, gradientPanels, at(dshared, valuesAt), stride, quad, block);
  }
}
