// C = A B in register tiles of 4 rows by 8 columns, and what is done with a tile before it leaves the cache.
import { at, gate4, geluSlope4, madd, splat } from './vector';

/** What happens to a tile of C. */
export const STORE: i32 = 0;
/** c = tile + other, the residual. */
export const ADD: i32 = 1;
/** c = tile, other = gelu(tile). */
export const GELU: i32 = 2;
/** c = tile gelu'(other), where third = gelu(other): the way back. */
export const GELU_SLOPE: i32 = 3;

/** Four rows of A (`la` bytes a row) times one panel. Sums run over depth in order, from the bias. */
// @ts-ignore: decorator
@inline export function tile(a: usize, la: usize, panel: usize, depth: i32, bias: usize, c: usize, lc: usize): void {
  let b0 = splat(0), b1 = splat(0);
  if (bias) {
    b0 = v128.load(bias);
    b1 = v128.load(bias, 16);
  }
  let c00 = b0, c01 = b1, c10 = b0, c11 = b1, c20 = b0, c21 = b1, c30 = b0, c31 = b1;
  let a0 = a, a1 = a + la, a2 = a1 + la, a3 = a2 + la;
  const end = panel + ((<usize>depth) << 5);
  while (panel < end) {
    const x0 = v128.load(panel), x1 = v128.load(panel, 16);
    let s = v128.load32_splat(a0);
    c00 = madd(s, x0, c00);
    c01 = madd(s, x1, c01);
    s = v128.load32_splat(a1);
    c10 = madd(s, x0, c10);
    c11 = madd(s, x1, c11);
    s = v128.load32_splat(a2);
    c20 = madd(s, x0, c20);
    c21 = madd(s, x1, c21);
    s = v128.load32_splat(a3);
    c30 = madd(s, x0, c30);
    c31 = madd(s, x1, c31);
    panel += 32;
    a0 += 4;
    a1 += 4;
    a2 += 4;
    a3 += 4;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c += lc;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c += lc;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c += lc;
  v128.store(c, c30);
  v128.store(c, c31, 16);
}

/** What is done with rows of eight columns of C; an even number of rows, two at a time. */
function finish(c: usize, lc: usize, other: usize, third: usize, mode: i32, rows: i32): void {
  const step = lc << 1;
  for (const end = c + (<usize>rows) * lc; c < end; c += step, other += step, third += step) {
    const d = c + lc, other1 = other + lc, third1 = third + lc;
    const v0 = v128.load(c), v1 = v128.load(c, 16), v2 = v128.load(d), v3 = v128.load(d, 16);
    if (mode == ADD) {
      v128.store(c, f32x4.add(v0, v128.load(other)));
      v128.store(c, f32x4.add(v1, v128.load(other, 16)), 16);
      v128.store(d, f32x4.add(v2, v128.load(other1)));
      v128.store(d, f32x4.add(v3, v128.load(other1, 16)), 16);
    } else if (mode == GELU) {
      const g0 = gate4(v0), g1 = gate4(v1), g2 = gate4(v2), g3 = gate4(v3);
      v128.store(other, f32x4.mul(v0, g0));
      v128.store(other, f32x4.mul(v1, g1), 16);
      v128.store(other1, f32x4.mul(v2, g2));
      v128.store(other1, f32x4.mul(v3, g3), 16);
    } else {
      const s0 = geluSlope4(v128.load(other), v128.load(third)), s1 = geluSlope4(v128.load(other, 16), v128.load(third, 16));
      const s2 = geluSlope4(v128.load(other1), v128.load(third1)), s3 = geluSlope4(v128.load(other1, 16), v128.load(third1, 16));
      v128.store(c, f32x4.mul(v0, s0));
      v128.store(c, f32x4.mul(v1, s1), 16);
      v128.store(d, f32x4.mul(v2, s2));
      v128.store(d, f32x4.mul(v3, s3), 16);
    }
  }
}

/** Address of room for quads of A; see `quadRoom`. */
let quads: usize = 0;
export function setQuads(address: usize): void {
  quads = address;
}

/** A weight of more numbers than these does not stay in the cache: many rows are computed with each part of it. */
const LARGE: i32 = 1 << 18;
/** Rows, and depth of a part, of such a product: 256 kB of A stay in the cache. */
const MANY_ROWS: i32 = 64;
const DEPTH_PART: i32 = 1024;
/** Otherwise 16 kB of A. */
const FEW: i32 = 4096;

/** Floats of room for quads that products with a weight [depth, columns] need. */
export function quadRoom(depth: i32, columns: i32): i32 {
  return depth * columns > LARGE ? MANY_ROWS * min(DEPTH_PART, depth) : max(FEW, 4 * depth);
}

/** Four rows of A side by side: [depth][4], so that a tile reads one stream. */
function packQuad(a: usize, la: usize, depth: i32, out: usize): void {
  const r1 = a + la, r2 = r1 + la, r3 = r2 + la;
  let k: usize = 0;
  const bytes = (<usize>depth) << 2, whole = (<usize>(depth & ~3)) << 2;
  for (; k < whole; k += 16, out += 64) {
    const x = v128.load(a + k), y = v128.load(r1 + k), z = v128.load(r2 + k), w = v128.load(r3 + k);
    const xy0 = i32x4.shuffle(x, y, 0, 4, 1, 5), xy1 = i32x4.shuffle(x, y, 2, 6, 3, 7);
    const zw0 = i32x4.shuffle(z, w, 0, 4, 1, 5), zw1 = i32x4.shuffle(z, w, 2, 6, 3, 7);
    v128.store(out, i64x2.shuffle(xy0, zw0, 0, 2));
    v128.store(out, i64x2.shuffle(xy0, zw0, 1, 3), 16);
    v128.store(out, i64x2.shuffle(xy1, zw1, 0, 2), 32);
    v128.store(out, i64x2.shuffle(xy1, zw1, 1, 3), 48);
  }
  for (; k < bytes; k += 4, out += 16) {
    store<f32>(out, load<f32>(a + k));
    store<f32>(out, load<f32>(r1 + k), 4);
    store<f32>(out, load<f32>(r2 + k), 8);
    store<f32>(out, load<f32>(r3 + k), 12);
  }
}

/** A packed quad times one panel. Sums run on from those in C where it says so, else from the bias. */
// @ts-ignore: decorator
@inline function quadTile(
  quad: usize, panel: usize, depth: i32, bias: usize, c: usize, lc: usize, goesOn: bool,
): void {
  let b0 = splat(0), b1 = splat(0);
  if (bias) {
    b0 = v128.load(bias);
    b1 = v128.load(bias, 16);
  }
  let c00 = b0, c01 = b1, c10 = b0, c11 = b1, c20 = b0, c21 = b1, c30 = b0, c31 = b1;
  if (goesOn) {
    const row1 = c + lc, row2 = row1 + lc, row3 = row2 + lc;
    c00 = v128.load(c);
    c01 = v128.load(c, 16);
    c10 = v128.load(row1);
    c11 = v128.load(row1, 16);
    c20 = v128.load(row2);
    c21 = v128.load(row2, 16);
    c30 = v128.load(row3);
    c31 = v128.load(row3, 16);
  }
  const end = panel + ((<usize>depth) << 5);
  while (panel < end) {
    const x0 = v128.load(panel), x1 = v128.load(panel, 16);
    let s = v128.load32_splat(quad);
    c00 = madd(s, x0, c00);
    c01 = madd(s, x1, c01);
    s = v128.load32_splat(quad, 4);
    c10 = madd(s, x0, c10);
    c11 = madd(s, x1, c11);
    s = v128.load32_splat(quad, 8);
    c20 = madd(s, x0, c20);
    c21 = madd(s, x1, c21);
    s = v128.load32_splat(quad, 12);
    c30 = madd(s, x0, c30);
    c31 = madd(s, x1, c31);
    panel += 32;
    quad += 16;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c += lc;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c += lc;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c += lc;
  v128.store(c, c30);
  v128.store(c, c31, 16);
}

/**
 * C [rows, columns] = A [rows, depth] panels + bias, `ldc` floats a row of C, of `other` and of `third`. Rows are
 * computed in fours and columns in eights, so C has room for 3 more rows, and `ldc` is a multiple of 8.
 */
export function product(
  a: usize, lda: i32, panels: usize, bias: usize, c: usize, ldc: i32, rows: i32, depth: i32, columns: i32,
  mode: i32, other: usize, third: usize,
): void {
  const la = (<usize>lda) << 2, lc = (<usize>ldc) << 2, panelBytes = (<usize>depth) << 5;
  const isLarge = depth * columns > LARGE, part = isLarge ? DEPTH_PART : depth;
  const block = isLarge ? MANY_ROWS : max(4, (FEW / depth) & ~3);
  for (let i0 = 0; i0 < rows; i0 += block) {
    const end = min(rows, i0 + block);
    for (let k = 0; k < depth; k += part) {
      const count = min(part, depth - k), isLast = k + part >= depth;
      for (let i = i0; i < end; i += 4) packQuad(at(a, k) + (<usize>i) * la, la, count, at(quads, (i - i0) * count));
      let panel = panels + ((<usize>k) << 5);
      for (let j = 0; j < columns; j += 8, panel += panelBytes) {
        const from = bias ? at(bias, j) : 0;
        const place = (<usize>i0) * lc + ((<usize>j) << 2);
        let tileAt = c + place;
        for (let i = i0; i < end; i += 4, tileAt += lc << 2)
          quadTile(at(quads, (i - i0) * count), panel, count, from, tileAt, lc, k > 0);
        if (mode != STORE && isLast) finish(c + place, lc, other + place, third + place, mode, (end - i0 + 3) & ~3);
      }
    }
  }
}
