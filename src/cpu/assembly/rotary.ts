// Rotary positions: the halves (a, b) of each head become (a cos - b sin, b cos + a sin), in place.
import { at, madd, nmadd, splat } from './vector';

/**
 * Turns the first `heads` heads of every row of x [rows, ld]. `cos` and `sin` are [positions][width / 2].
 * @param direction 1, or -1 for the way back.
 */
export function rotate(
  x: usize, ld: i32, positions: usize, cos: usize, sin: usize, rows: i32, heads: i32, width: i32, direction: f32,
): void {
  const half = width / 2, sign = splat(direction);
  for (let n = 0; n < rows; n++) {
    const turn = load<i32>(at(positions, n)) * half, c = at(cos, turn), s = at(sin, turn);
    for (let h = 0; h < heads; h++) {
      const first = at(x, n * ld + h * width), second = at(first, half);
      let j = 0;
      for (; j + 4 <= half; j += 4) {
        const a = v128.load(at(first, j)), b = v128.load(at(second, j));
        const cosine = v128.load(at(c, j)), sine = f32x4.mul(v128.load(at(s, j)), sign);
        v128.store(at(first, j), nmadd(b, sine, f32x4.mul(a, cosine)));
        v128.store(at(second, j), madd(a, sine, f32x4.mul(b, cosine)));
      }
      for (; j < half; j++) {
        const a = load<f32>(at(first, j)), b = load<f32>(at(second, j));
        const cosine = load<f32>(at(c, j)), sine = load<f32>(at(s, j)) * direction;
        store<f32>(at(first, j), a * cosine - b * sine);
        store<f32>(at(second, j), b * cosine + a * sine);
      }
    }
  }
}
