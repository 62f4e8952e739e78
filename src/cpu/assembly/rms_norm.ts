// RMSNorm (Zhang & Sennrich 2019) and its backward, with 1 / root of every row kept in between: stats [rows][2], the
// second of each.
import { rowOf } from './layer_norm';
import { at, madd, nmadd, splat, sum4 } from './vector';

/** y [rows, ld] = x / rms(x) gain. `rowsOf`: 0, or the row of x for every row of y. */
export function rmsNorm(
  x: usize, gain: usize, y: usize, stats: usize, rows: i32, d: i32, ld: i32, rowsOf: usize, epsilon: f32,
): void {
  const whole = (<usize>(d & ~3)) << 2, bytes = (<usize>d) << 2, stride = (<usize>ld) << 2, scale = <f32>1 / (<f32>d);
  for (let n = 0; n < rows; n++) {
    const from = x + (<usize>rowOf(rowsOf, n)) * stride, to = y + (<usize>n) * stride;
    let squares = splat(0);
    for (let j: usize = 0; j < whole; j += 16) squares = madd(v128.load(from + j), v128.load(from + j), squares);
    let square = sum4(squares);
    for (let j = whole; j < bytes; j += 4) square += load<f32>(from + j) * load<f32>(from + j);
    const r = <f32>1 / sqrt<f32>(square * scale + epsilon), rs = splat(r);
    for (let j: usize = 0; j < whole; j += 16)
      v128.store(to + j, f32x4.mul(f32x4.mul(v128.load(from + j), rs), v128.load(gain + j)));
    for (let j = whole; j < bytes; j += 4) store<f32>(to + j, load<f32>(from + j) * r * load<f32>(gain + j));
    store<f32>(at(stats, 2 * n), r, 4);
  }
}

/** dx += the gradient of x; dgain += its own. Row n of dy belongs to row rowsOf[n] of x and dx. */
export function rmsNormBackward(
  x: usize, dy: usize, gain: usize, stats: usize, dx: usize, dgain: usize, rows: i32, d: i32, ld: i32, rowsOf: usize,
): void {
  const whole = (<usize>(d & ~3)) << 2, bytes = (<usize>d) << 2, stride = (<usize>ld) << 2, scale = <f32>1 / (<f32>d);
  for (let n = 0; n < rows; n++) {
    const row = (<usize>rowOf(rowsOf, n)) * stride;
    const from = x + row, gradient = dy + (<usize>n) * stride, out = dx + row;
    const r = load<f32>(at(stats, 2 * n), 4), rs = splat(r);
    let sumsP = splat(0);
    for (let j: usize = 0; j < whole; j += 16) {
      const h = f32x4.mul(v128.load(from + j), rs), g0 = v128.load(gradient + j);
      v128.store(dgain + j, madd(g0, h, v128.load(dgain + j)));
      sumsP = madd(f32x4.mul(g0, v128.load(gain + j)), h, sumsP);
    }
    let sumP = sum4(sumsP);
    for (let j = whole; j < bytes; j += 4) {
      const h = load<f32>(from + j) * r, g0 = load<f32>(gradient + j);
      store<f32>(dgain + j, load<f32>(dgain + j) + g0 * h);
      sumP += g0 * load<f32>(gain + j) * h;
    }
    const meanP = sumP * scale, mp = splat(meanP);
    for (let j: usize = 0; j < whole; j += 16) {
      const h = f32x4.mul(v128.load(from + j), rs), g = f32x4.mul(v128.load(gradient + j), v128.load(gain + j));
      v128.store(out + j, madd(nmadd(h, mp, g), rs, v128.load(out + j)));
    }
    for (let j = whole; j < bytes; j += 4) {
      const h = load<f32>(from + j) * r, g = load<f32>(gradient + j) * load<f32>(gain + j);
      store<f32>(out + j, load<f32>(out + j) + (g - h * meanP) * r);
    }
  }
}
