// Panels: a matrix [depth, columns] as [columns / 8][depth][8], so that a product reads it in order. Missing columns are 0.
import { at } from './vector';

/** Row-major b [depth, columns], `ld` floats a row. */
export function packRows(b: usize, ld: i32, depth: i32, columns: i32, out: usize): void {
  const step = (<usize>ld) << 2;
  for (let j = 0; j < columns; j += 8) {
    let from = at(b, j);
    if (j + 8 <= columns) {
      for (let k = 0; k < depth; k++) {
        v128.store(out, v128.load(from));
        v128.store(out, v128.load(from, 16), 16);
        from += step;
        out += 32;
      }
    } else {
      for (let k = 0; k < depth; k++) {
        for (let c = 0; c < 8; c++) store<f32>(at(out, c), j + c < columns ? load<f32>(at(from, c)) : 0);
        from += step;
        out += 32;
      }
    }
  }
}

/** The transposed operand: w [columns, depth], `ld` floats a row. */
export function packColumns(w: usize, ld: i32, depth: i32, columns: i32, out: usize): void {
  const step = (<usize>ld) << 2;
  for (let j = 0; j < columns; j += 8) {
    for (let half = 0; half < 8; half += 4) {
      const r0 = w + (<usize>(j + half)) * step;
      let to = at(out, half);
      const whole = j + half + 4 <= columns;
      let k = 0;
      if (whole) {
        const r1 = r0 + step, r2 = r1 + step, r3 = r2 + step;
        for (; k + 4 <= depth; k += 4) {
          const o = (<usize>k) << 2;
          const a = v128.load(r0 + o), b = v128.load(r1 + o), c = v128.load(r2 + o), d = v128.load(r3 + o);
          const ab0 = i32x4.shuffle(a, b, 0, 4, 1, 5), ab1 = i32x4.shuffle(a, b, 2, 6, 3, 7);
          const cd0 = i32x4.shuffle(c, d, 0, 4, 1, 5), cd1 = i32x4.shuffle(c, d, 2, 6, 3, 7);
          v128.store(to, i64x2.shuffle(ab0, cd0, 0, 2));
          v128.store(to, i64x2.shuffle(ab0, cd0, 1, 3), 32);
          v128.store(to, i64x2.shuffle(ab1, cd1, 0, 2), 64);
          v128.store(to, i64x2.shuffle(ab1, cd1, 1, 3), 96);
          to += 128;
        }
      }
      for (; k < depth; k++) {
        for (let c = 0; c < 4; c++)
          store<f32>(at(to, c), j + half + c < columns ? load<f32>(at(r0 + (<usize>c) * step, k)) : 0);
        to += 32;
      }
    }
    out += (<usize>depth) << 5;
  }
}
