// One token for every living row of a generation, which is one without EOS. `living` holds their number, the tokens that
// each has drawn, and their indices. `rowInfo` [R, 4] holds a row's noise key, prompt, first prompt token and prompt
// length. All samples of a prompt read its keys and values where the prefill left them. Attention of the newest token:
//   o = sum_m softmax_m(s q k_m) v_m, with m over the prompt and what was drawn
// Twins: `decodeStep` in model/decoder.ts; the rows that are done in model/generation.ts.

import { type AttentionShape, attentionSizes, keyOffset, packedWidth } from '../attention_shape.ts';
import { ITEMS, itemIndex, type Kernel, type Tuning, unroll } from '../wgsl.ts';
import { onlineSoftmaxStart, onlineSoftmaxStep } from './attention.ts';

/** promptKeys: the layer's qkv in the prefill; cache [R * capacity, (H + 2 K) dh]: qkv of drawn tokens; mixed [R, H dh]. */
export function decodeAttention(shape: AttentionShape): Kernel {
  const { headWidth, windowed } = shape;
  return {
    name: 'attention of one token',
    bindings: {
      living: 'read u32',
      rowInfo: 'read u32',
      promptKeys: 'read half',
      cache: 'read half',
      mixed: 'write half',
    },
    sizes: [...attentionSizes(shape), 'capacity'],
    scalars: ['scale'],
    workgroup: [ITEMS, 1],
    body: `${itemIndex}
  let rows = living[0];
  if (index >= rows * sizes.heads) { return; }
  let row = living[2u + index % rows];
  let head = index / rows;
  let stride = ${packedWidth(shape)};
  // 1. Load the query of the row's newest token, already times s.
  let newest = row * sizes.capacity + living[1] - 1u;
  let query = newest * stride + head * ${headWidth}u;
  ${unroll(headWidth, (e) => `let q${e} = f32(cache[query + ${e}u]) * sizes.scale;`)}
  ${onlineSoftmaxStart(headWidth)}
  // 2. Online softmax over the keys of the prompt, where its prefill left them.
  let promptStart = rowInfo[4u * row + 2u];
  let promptLength = rowInfo[4u * row + 3u];
  ${
    windowed
      ? `let keys = promptLength + living[1];
  let unseen = keys - min(keys, sizes.window);`
      : 'const unseen = 0u;'
  }
  for (var m = promptStart + unseen; m < promptStart + promptLength; m++) {
    let at = m * stride + ${keyOffset(shape)};
    ${onlineSoftmaxStep(shape, 'promptKeys', 'promptKeys')}
  }
  // 3. The same over the keys of the tokens drawn so far.
  for (var m = row * sizes.capacity${windowed ? ' + max(unseen, promptLength) - promptLength' : ''}; m <= newest; m++) {
    let at = m * stride + ${keyOffset(shape)};
    ${onlineSoftmaxStep(shape, 'cache', 'cache')}
  }
  // 4. Divide the weighted sum of values by the sum of weights.
  let out = row * sizes.width + head * ${headWidth}u;
  ${unroll(headWidth, (e) => `mixed[out + ${e}u] = half(o${e} / total);`)}`,
  };
}

/** Marks a token that was not drawn. */
export const UNDRAWN = 0xffffffff;

/** Drops rows whose last token is EOS, in order, and counts the step. One workgroup; a thread has a share of the rows. */
export function compactRows({ lanes }: Tuning): Kernel {
  const shared = lanes > 1;
  return {
    name: 'compact rows',
    bindings: { tokens: 'read u32', living: 'write u32' },
    sizes: ['rows', 'capacity', 'eos'],
    declarations: `${shared ? `var<workgroup> alive: array<u32, ${lanes}>;` : ''}
fn lives(row: u32, step: u32) -> bool {
  let token = tokens[row * sizes.capacity + step];
  return token != sizes.eos && token != ${UNDRAWN}u;
}`,
    workgroup: [lanes, 1],
    body: `
  // 1. A thread takes a share of consecutive rows.
  let step = living[1];
  let share = (sizes.rows + ${lanes - 1}u) / ${lanes}u;
  let first = local * share;
  let end = min(first + share, sizes.rows);
  var before = 0u;
  ${
    shared
      ? `// 2. Count the living rows of every share; those of the shares before give the place to write to.
  var livingHere = 0u;
  for (var row = first; row < end; row++) { if (lives(row, step)) { livingHere++; } }
  alive[local] = livingHere;
  workgroupBarrier();
  for (var part = 0u; part < local; part++) { before += alive[part]; }`
      : ''
  }
  // ${shared ? 3 : 2}. Write the living rows of the share, in order.
  for (var row = first; row < end; row++) {
    if (lives(row, step)) {
      living[2u + before] = row;
      before++;
    }
  }
  ${shared ? 'storageBarrier();\n  workgroupBarrier();' : ''}
  // ${shared ? 4 : 3}. The last thread has the total; it counts the step too.
  if (local == ${lanes - 1}u) {
    living[0] = before;
    living[1] = step + 1u;
  }`,
  };
}
