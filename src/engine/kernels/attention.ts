// Causal attention over packed rows with an online softmax (Dao et al. 2022). A thread takes a token and head; q and the
// running sums are in registers. Token n sees the keys m of the prefix that its row shares, and of its row up to itself:
//   o_n = sum_m softmax_m(s q_n k_m) v_m,   lse_n = log sum_m exp(s q_n k_m),   s = 1 / sqrt(dh), or the model's own
// Twin: model/attention.ts.

import {
  type AttentionShape,
  attentionSizes,
  firstSeen,
  keyOffset,
  packedWidth,
  toValue,
} from '../attention_shape.ts';
import { ITEMS, itemIndex, type Kernel, unroll } from '../wgsl.ts';

/** Names for one key's score and its place in the running sums; shared with the decoder's kernel. */
export const onlineSoftmaxStep = (shape: AttentionShape, key: string, value: string) => `
    // Score s q k of this key.
    var score = 0f;
    ${unroll(shape.headWidth, (e) => `score += q${e} * f32(${key}[at + ${e}u]);`)}
    // Shrink the running sums to the new highest score, then add this key's weight and value.
    let peak = max(highest, score);
    let shrink = exp(highest - peak);
    let weight = exp(score - peak);
    total = total * shrink + weight;
    ${unroll(shape.headWidth, (e) => `o${e} = o${e} * shrink + weight * f32(${value}[at + ${toValue(shape)} + ${e}u]);`)}
    highest = peak;`;

/** Start of the running sums: no score is below this. */
export const onlineSoftmaxStart = (headWidth: number) => `
  var highest = -3.0e38;
  var total = 0f;
  ${unroll(headWidth, (e) => `var o${e} = 0f;`)}`;

/** WGSL that goes over the keys `m` of token `n`. */
export const overKeys = (shape: AttentionShape, body: string) => `
  let prefixStart = spans[4u * n];
  let prefixLength = spans[4u * n + 1u] - prefixStart;
  let rowStart = spans[4u * n + 2u];
  let keys = prefixLength + n + 1u - rowStart;
  for (var seen = ${firstSeen(shape)}; seen < keys; seen++) {
    let m = select(rowStart + seen - prefixLength, prefixStart + seen, seen < prefixLength);
    ${body}
  }`;

/** qkv [N, (H + 2 K) dh]; spans [N, 4]: start and end of the prefix, start of the row, end of what sees it; mixed [N, H dh]; logSum [N, H]. */
export function attention(shape: AttentionShape, keep: boolean): Kernel {
  const { headWidth } = shape;
  return {
    name: keep ? 'attention' : 'attention, forward only',
    bindings: {
      qkv: 'read half',
      spans: 'read u32',
      mixed: 'write half',
      ...(keep ? { logSum: 'write f32' as const } : {}),
    },
    sizes: attentionSizes(shape),
    scalars: ['scale'],
    counted: true,
    workgroup: [ITEMS, 1],
    body: `${itemIndex}
  let tokens = counts.x;
  if (index >= tokens * sizes.heads) { return; }
  let n = index % tokens;
  let head = index / tokens;
  let stride = ${packedWidth(shape)};
  // 1. Load the token's query, already times s, into registers.
  let query = n * stride + head * ${headWidth}u;
  ${unroll(headWidth, (e) => `let q${e} = f32(qkv[query + ${e}u]) * sizes.scale;`)}
  ${onlineSoftmaxStart(headWidth)}
  // 2. Go over the keys of the prefix, then of the row up to the token itself: an online softmax.
  ${overKeys(
    shape,
    `let at = m * stride + ${keyOffset(shape)};
    ${onlineSoftmaxStep(shape, 'qkv', 'qkv')}`,
  )}
  // 3. Divide the weighted sum of values by the sum of weights.
  let out = n * sizes.width + head * ${headWidth}u;
  ${unroll(headWidth, (e) => `mixed[out + ${e}u] = half(o${e} / total);`)}
  ${
    keep
      ? `// 4. Keep the log of that sum, from which the backward pass computes the weights again.
  logSum[n * sizes.heads + head] = highest + log(total);`
      : ''
  }`,
  };
}
