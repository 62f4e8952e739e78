// dW += X^T dY and db += column sums: the products whose depth is the batch. Depth is taken in blocks that stay in the
// cache, and every block adds to C.
import { at, madd, splat } from './vector';

const DEPTH_BLOCK: i32 = 256;

/** Copies four columns of X [rows, ldx] to [rows][4]. */
// @ts-ignore: decorator
@inline function packQuad(x: usize, lx: usize, rows: i32, out: usize): void {
  const end = out + ((<usize>rows) << 4);
  while (out < end) {
    v128.store(out, v128.load(x));
    x += lx;
    out += 16;
  }
}

// @ts-ignore: decorator
@inline function addTo(c: usize, a: v128, b: v128): void {
  v128.store(c, f32x4.add(v128.load(c), a));
  v128.store(c, f32x4.add(v128.load(c, 16), b), 16);
}

/** Adds four columns of X, [rows][4], times one panel of dY to `count` (1 to 4) rows of C, `lc` bytes a row. */
// @ts-ignore: decorator
@inline export function addQuad(quad: usize, panel: usize, rows: i32, c: usize, lc: usize, count: i32): void {
  let c00 = splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  const end = panel + ((<usize>rows) << 5);
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
  addTo(c, c00, c01);
  if (count > 1) addTo(c + lc, c10, c11);
  if (count > 2) addTo(c + 2 * lc, c20, c21);
  if (count > 3) addTo(c + 3 * lc, c30, c31);
}

/**
 * `panels` holds dY [rows, columns]. Columns beyond the last are 0 there, so what is added past a row of C changes
 * nothing; C has room for 7 more floats. `quad`: room for [256][4].
 */
export function weightProduct(
  x: usize, ldx: i32, panels: usize, dw: usize, ldw: i32, db: usize, rows: i32, inner: i32, columns: i32, quad: usize,
): void {
  const lx = (<usize>ldx) << 2, lw = (<usize>ldw) << 2, panelBytes = (<usize>rows) << 5;
  for (let n = 0; n < rows; n += DEPTH_BLOCK) {
    const depth = min(DEPTH_BLOCK, rows - n);
    for (let i = 0; i < inner; i += 4) {
      packQuad(at(x, i) + (<usize>n) * lx, lx, depth, quad);
      const count = min(4, inner - i);
      let panel = panels + ((<usize>n) << 5);
      for (let j = 0; j < columns; j += 8, panel += panelBytes)
        addQuad(quad, panel, depth, at(dw, j) + (<usize>i) * lw, lw, count);
    }
  }
  if (!db) return;
  let panel = panels;
  for (let j = 0; j < columns; j += 8) {
    let s0 = splat(0), s1 = s0;
    for (let n = 0; n < rows; n++, panel += 32) {
      s0 = f32x4.add(s0, v128.load(panel));
      s1 = f32x4.add(s1, v128.load(panel, 16));
    }
    addTo(at(db, j), s0, s1);
  }
}
