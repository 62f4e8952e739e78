// What an adapter adds to a product: C += A B, where the depth is its rank. A product overwrites C, so this is apart.
import { GELU, GELU_SLOPE, tile } from './product';
import { at, gate4, geluSlope4 } from './vector';

/** A tile of 4 rows by 8 columns. */
// @ts-ignore: decorator
@lazy const TILE = memory.data(128);

// @ts-ignore: decorator
@inline function finish(from: usize, c: usize, other: usize, third: usize, mode: i32): void {
  const sum = f32x4.add(v128.load(c), v128.load(from));
  if (mode == GELU_SLOPE) v128.store(c, f32x4.mul(sum, geluSlope4(v128.load(other), v128.load(third))));
  else {
    v128.store(c, sum);
    if (mode == GELU) v128.store(other, f32x4.mul(sum, gate4(sum)));
  }
}

/**
 * C [rows, columns] += A [rows, depth] panels. Then `other` = gelu(C), or C *= gelu'(other) where third = gelu(other), if
 * the mode is GELU or GELU_SLOPE. All have `ldc` floats a row; up to seven columns past the last one are added 0.
 */
export function addLowRank(
  a: usize, lda: i32, panels: usize, c: usize, ldc: i32, rows: i32, depth: i32, columns: i32, mode: i32, other: usize,
  third: usize,
): void {
  const la = (<usize>lda) << 2, lc = (<usize>ldc) << 2, panelBytes = (<usize>depth) << 5;
  for (let i = 0; i < rows; i += 4) {
    const count = min(4, rows - i);
    let panel = panels;
    for (let j = 0; j < columns; j += 8, panel += panelBytes) {
      tile(a + (<usize>i) * la, la, panel, depth, 0, TILE, 32);
      let place = (<usize>i) * lc + ((<usize>j) << 2), from = <usize>TILE;
      for (let r = 0; r < count; r++, place += lc, from += 32) {
        finish(from, c + place, other + place, third + place, mode);
        finish(from + 16, c + place + 16, other + place + 16, third + place + 16, mode);
      }
    }
  }
}
