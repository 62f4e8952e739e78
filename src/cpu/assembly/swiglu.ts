// SwiGLU (Shazeer 2020) of a gate g and what it lets through, u, side by side in a row: y = g sigmoid(g) u.
import { at, clampedExp4, splat } from './vector';

// @ts-ignore: decorator
@inline function sigmoid4(x: v128): v128 {
  return f32x4.div(splat(1), f32x4.add(splat(1), clampedExp4(f32x4.neg(x))));
}

// @ts-ignore: decorator
@inline function sigmoid(x: f32): f32 {
  return f32x4.extract_lane(sigmoid4(splat(x)), 0);
}

/** y [rows, ldy] from x [rows, ldx], whose rows begin with g [width], then u [width]. */
export function swiglu(x: usize, ldx: i32, y: usize, ldy: i32, rows: i32, width: i32): void {
  for (let n = 0; n < rows; n++) {
    const gate = at(x, n * ldx), up = at(gate, width), to = at(y, n * ldy);
    let j = 0;
    for (; j + 4 <= width; j += 4) {
      const g = v128.load(at(gate, j));
      v128.store(at(to, j), f32x4.mul(f32x4.mul(g, sigmoid4(g)), v128.load(at(up, j))));
    }
    for (; j < width; j++) {
      const g = load<f32>(at(gate, j));
      store<f32>(at(to, j), g * sigmoid(g) * load<f32>(at(up, j)));
    }
  }
}

/** dx [rows, ld], in whose first columns dy lies: overwritten by dg, then du. x [rows, ld] as above. */
export function swigluBackward(x: usize, dx: usize, ld: i32, rows: i32, width: i32): void {
  const one = splat(1);
  for (let n = 0; n < rows; n++) {
    const gate = at(x, n * ld), up = at(gate, width), dgate = at(dx, n * ld), dup = at(dgate, width);
    let j = 0;
    for (; j + 4 <= width; j += 4) {
      const g = v128.load(at(gate, j)), u = v128.load(at(up, j)), dy = v128.load(at(dgate, j)), s = sigmoid4(g);
      const slope = f32x4.mul(s, f32x4.add(one, f32x4.mul(g, f32x4.sub(one, s))));
      v128.store(at(dgate, j), f32x4.mul(f32x4.mul(dy, u), slope));
      v128.store(at(dup, j), f32x4.mul(dy, f32x4.mul(g, s)));
    }
    for (; j < width; j++) {
      const g = load<f32>(at(gate, j)), u = load<f32>(at(up, j)), dy = load<f32>(at(dgate, j)), s = sigmoid(g);
      store<f32>(at(dgate, j), dy * u * s * (1 + g * (1 - s)));
      store<f32>(at(dup, j), dy * g * s);
    }
  }
}
