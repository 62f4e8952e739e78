// Token and position embeddings, and the gradient that tokens give back to their rows.
import { at } from './vector';

/** y [rows, ld] = wte[token] + wpe[position]; without the latter where `wpe` is 0. */
export function embed(
  wte: usize, wpe: usize, tokens: usize, positions: usize, y: usize, rows: i32, d: i32, ld: i32,
): void {
  for (let n = 0; n < rows; n++) {
    const t = at(wte, load<i32>(at(tokens, n)) * d), to = at(y, n * ld);
    if (!wpe) {
      memory.copy(to, t, (<usize>d) << 2);
      continue;
    }
    const p = at(wpe, load<i32>(at(positions, n)) * d);
    let j = 0;
    for (; j + 4 <= d; j += 4) v128.store(at(to, j), f32x4.add(v128.load(at(t, j)), v128.load(at(p, j))));
    for (; j < d; j++) store<f32>(at(to, j), load<f32>(at(t, j)) + load<f32>(at(p, j)));
  }
}

function addRow(to: usize, from: usize, d: i32): void {
  let j = 0;
  for (; j + 4 <= d; j += 4) v128.store(at(to, j), f32x4.add(v128.load(at(to, j)), v128.load(at(from, j))));
  for (; j < d; j++) store<f32>(at(to, j), load<f32>(at(to, j)) + load<f32>(at(from, j)));
}

/** dwte[token] and dwpe[position] += dy, token after token; dwpe may be 0. */
export function embedBackward(
  dwte: usize, dwpe: usize, tokens: usize, positions: usize, dy: usize, rows: i32, d: i32, ld: i32,
): void {
  for (let n = 0; n < rows; n++) {
    const from = at(dy, n * ld);
    addRow(at(dwte, load<i32>(at(tokens, n)) * d), from, d);
    if (dwpe) addRow(at(dwpe, load<i32>(at(positions, n)) * d), from, d);
  }
}

/** y += x. */
export function addInto(y: usize, x: usize, count: i32): void {
  addRow(y, x, count);
}

/** x *= factor. */
export function multiplyBy(x: usize, count: i32, factor: f32): void {
  for (let j = 0; j < count; j++) store<f32>(at(x, j), factor * load<f32>(at(x, j)));
}
