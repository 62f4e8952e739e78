// LayerNorm and its backward, with the mean and 1 / deviation of every row kept in between: stats [rows][2].
import { at, madd, nmadd, splat, sum4 } from './vector';

// @ts-ignore: decorator
@inline export function rowOf(rows: usize, n: i32): i32 {
  return rows ? load<i32>(at(rows, n)) : n;
}

/** y [rows, ld] = norm(x) gain + bias. `rowsOf`: 0, or the row of x for every row of y. */
export function layerNorm(
  x: usize, gain: usize, bias: usize, y: usize, stats: usize, rows: i32, d: i32, ld: i32, rowsOf: usize,
  epsilon: f32,
): void {
  const whole = (<usize>(d & ~3)) << 2, bytes = (<usize>d) << 2, stride = (<usize>ld) << 2, scale = <f32>1 / (<f32>d);
  for (let n = 0; n < rows; n++) {
    const from = x + (<usize>rowOf(rowsOf, n)) * stride, to = y + (<usize>n) * stride;
    let sums = splat(0);
    for (let j: usize = 0; j < whole; j += 16) sums = f32x4.add(sums, v128.load(from + j));
    let sum = sum4(sums);
    for (let j = whole; j < bytes; j += 4) sum += load<f32>(from + j);
    const mean = sum * scale, m = splat(mean);
    let squares = splat(0);
    for (let j: usize = 0; j < whole; j += 16) {
      const c = f32x4.sub(v128.load(from + j), m);
      squares = madd(c, c, squares);
    }
    let square = sum4(squares);
    for (let j = whole; j < bytes; j += 4) square += (load<f32>(from + j) - mean) * (load<f32>(from + j) - mean);
    const r = <f32>1 / sqrt<f32>(square * scale + epsilon), rs = splat(r);
    for (let j: usize = 0; j < whole; j += 16)
      v128.store(
        to + j,
        madd(f32x4.mul(f32x4.sub(v128.load(from + j), m), rs), v128.load(gain + j), v128.load(bias + j)),
      );
    for (let j = whole; j < bytes; j += 4)
      store<f32>(to + j, (load<f32>(from + j) - mean) * r * load<f32>(gain + j) + load<f32>(bias + j));
    store<f32>(at(stats, 2 * n), mean);
    store<f32>(at(stats, 2 * n), r, 4);
  }
}

/** dx += the gradient of x; dgain and dbias += theirs. Row n of dy belongs to row rowsOf[n] of x and dx. */
export function layerNormBackward(
  x: usize, dy: usize, gain: usize, stats: usize, dx: usize, dgain: usize, dbias: usize, rows: i32, d: i32, ld: i32,
  rowsOf: usize,
): void {
  const whole = (<usize>(d & ~3)) << 2, bytes = (<usize>d) << 2, stride = (<usize>ld) << 2, scale = <f32>1 / (<f32>d);
  for (let n = 0; n < rows; n++) {
    const row = (<usize>rowOf(rowsOf, n)) * stride;
    const from = x + row, gradient = dy + (<usize>n) * stride, out = dx + row;
    const mean = load<f32>(at(stats, 2 * n)), r = load<f32>(at(stats, 2 * n), 4);
    const m = splat(mean), rs = splat(r);
    let sumsG = splat(0), sumsP = splat(0);
    for (let j: usize = 0; j < whole; j += 16) {
      const h = f32x4.mul(f32x4.sub(v128.load(from + j), m), rs), g0 = v128.load(gradient + j);
      v128.store(dgain + j, madd(g0, h, v128.load(dgain + j)));
      v128.store(dbias + j, f32x4.add(g0, v128.load(dbias + j)));
      const g = f32x4.mul(g0, v128.load(gain + j));
      sumsG = f32x4.add(sumsG, g);
      sumsP = madd(g, h, sumsP);
    }
    let sumG = sum4(sumsG), sumP = sum4(sumsP);
    for (let j = whole; j < bytes; j += 4) {
      const h = (load<f32>(from + j) - mean) * r, g0 = load<f32>(gradient + j);
      store<f32>(dgain + j, load<f32>(dgain + j) + g0 * h);
      store<f32>(dbias + j, load<f32>(dbias + j) + g0);
      const g = g0 * load<f32>(gain + j);
      sumG += g;
      sumP += g * h;
    }
    const meanG = sumG * scale, meanP = sumP * scale, mg = splat(meanG), mp = splat(meanP);
    for (let j: usize = 0; j < whole; j += 16) {
      const h = f32x4.mul(f32x4.sub(v128.load(from + j), m), rs);
      const g = f32x4.mul(v128.load(gradient + j), v128.load(gain + j));
      v128.store(out + j, madd(nmadd(h, mp, f32x4.sub(g, mg)), rs, v128.load(out + j)));
    }
    for (let j = whole; j < bytes; j += 4) {
      const h = (load<f32>(from + j) - mean) * r, g = load<f32>(gradient + j) * load<f32>(gain + j);
      store<f32>(out + j, load<f32>(out + j) + (g - meanG - h * meanP) * r);
    }
  }
}
