// One token for every row of a generation that is not finished. `living` holds how many rows those are, how many tokens
// each has drawn, and which they are; `rowInfo` [R, 4] a row's noise key, prompt, first prompt token and prompt length.
// Keys and values of a prompt are read where its prefill left them, once for all its samples.
import { ITEMS, itemIndex, type Kernel, type Tuning, unroll } from '../wgsl.ts';
import { onlineSoftmaxStart, onlineSoftmaxStep } from './attention.ts';

/**
 * Attention of the newest token of each row over its prompt and what it has drawn. promptKeys: the layer's qkv in the
 * prefill; cache [R * capacity, 3d]: qkv of drawn tokens; mixed [R, d]. Twin: `decodeStep` in model/decoder.ts.
 */
export function decodeAttention(headWidth: number): Kernel {
  return {
    name: 'attention of one token',
    bindings: {
      living: 'read u32',
      rowInfo: 'read u32',
      promptKeys: 'read half',
      cache: 'read half',
      mixed: 'write half',
    },
    sizes: ['width', 'heads', 'capacity'],
    workgroup: [ITEMS, 1],
    body: `${itemIndex}
  let rows = living[0];
  if (index >= rows * sizes.heads) { return; }
  let row = living[2u + index % rows];
  let head = index / rows;
  let stride = 3u * sizes.width;
  let newest = row * sizes.capacity + living[1] - 1u;
  let own = newest * stride + head * ${headWidth}u;
  ${unroll(headWidth, (e) => `let q${e} = f32(cache[own + ${e}u]) * ${1 / Math.sqrt(headWidth)};`)}
  ${onlineSoftmaxStart(headWidth)}
  let promptStart = rowInfo[4u * row + 2u];
  for (var m = promptStart; m < promptStart + rowInfo[4u * row + 3u]; m++) {
    let at = m * stride + sizes.width + head * ${headWidth}u;
    ${onlineSoftmaxStep(headWidth, 'promptKeys', 'promptKeys')}
  }
  for (var m = row * sizes.capacity; m <= newest; m++) {
    let at = m * stride + sizes.width + head * ${headWidth}u;
    ${onlineSoftmaxStep(headWidth, 'cache', 'cache')}
  }
  let out = row * sizes.width + head * ${headWidth}u;
  ${unroll(headWidth, (e) => `mixed[out + ${e}u] = half(o${e} / total);`)}`,
  };
}

/** Marks a token that was not drawn. */
export const UNDRAWN = 0xffffffff;

/** Drops rows whose last token is EOS, in order, and counts the step: one workgroup, a share of the rows a thread. */
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
  let step = living[1];
  let share = (sizes.rows + ${lanes - 1}u) / ${lanes}u;
  let first = local * share;
  let end = min(first + share, sizes.rows);
  var before = 0u;
  ${
    shared
      ? `var own = 0u;
  for (var row = first; row < end; row++) { if (lives(row, step)) { own++; } }
  alive[local] = own;
  workgroupBarrier();
  for (var part = 0u; part < local; part++) { before += alive[part]; }`
      : ''
  }
  for (var row = first; row < end; row++) {
    if (lives(row, step)) {
      living[2u + before] = row;
      before++;
    }
  }
  ${shared ? 'storageBarrier();\n  workgroupBarrier();' : ''}
  if (local == ${lanes - 1}u) {
    living[0] = before;
    living[1] = step + 1u;
  }`,
  };
}
