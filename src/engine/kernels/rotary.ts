// Rotary positions (Su et al. 2021): pairs (x_j, x_(j + dh/2)) of queries and keys are turned by their position's angle:
//   x_j' = x_j cos - x_(j + dh/2) sin,   x_(j + dh/2)' = x_(j + dh/2) cos + x_j sin
// A gradient is turned back. Twins: model/turns.ts, model/rotary.ts.
import { ITEMS, itemIndex, type Kernel } from '../wgsl.ts';

/** Which rows of qkv: all tokens; those of the living rows' newest tokens; or all tokens of a gradient, turned back. */
export type RotaryRows = 'tokens' | 'cache' | 'back';

/**
 * Turns the first `turned` heads of each row of qkv, which are queries and keys, in place. table [T, dh / 2, 2]: cosine
 * and sine. positions: of tokens [N]; for `cache` the lengths of the rows' prompts [R].
 */
export function rotary(rows: RotaryRows, headWidth: number): Kernel {
  const cache = rows === 'cache';
  const half = headWidth / 2;
  const type = rows === 'back' ? 'f32' : 'half';
  return {
    name: `rotary positions (${rows})`,
    bindings: {
      table: 'read f32',
      positions: 'read u32',
      ...(cache ? { living: 'read u32' as const } : {}),
      qkv: `write ${type}`,
    },
    sizes: ['turned', 'rowLength', ...(cache ? ['capacity'] : [])],
    counted: !cache,
    workgroup: [ITEMS, 1],
    body: `${itemIndex}
  // 1. A thread takes a pair of a head of a token.
  let pairs = sizes.turned * ${half}u;
  if (index >= ${cache ? 'living[0]' : 'counts.x'} * pairs) { return; }
  let row = ${cache ? 'living[2u + index / pairs]' : 'index / pairs'};
  let j = index % ${half}u;
  let head = index % pairs / ${half}u;
  let place = ${cache ? 'row * sizes.capacity + living[1] - 1u' : 'row'};
  let at = place * sizes.rowLength + head * ${headWidth}u + j;
  // 2. Cosine and sine of its position.
  let position = ${cache ? 'positions[row] + living[1] - 1u' : 'positions[row]'};
  let cosine = table[position * ${headWidth}u + 2u * j];
  let sine = ${rows === 'back' ? '-' : ''}table[position * ${headWidth}u + 2u * j + 1u];
  // 3. Turn it.
  let a = f32(qkv[at]);
  let b = f32(qkv[at + ${half}u]);
  qkv[at] = ${type}(a * cosine - b * sine);
  qkv[at + ${half}u] = ${type}(b * cosine + a * sine);`,
  };
}
