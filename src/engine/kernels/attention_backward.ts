// Gradient of attention. The probabilities are computed again from the log-sums lse, so they need no memory:
//   p_nm = exp(s q_n k_m - lse_n),   D_n = do_n o_n,   ds_nm = s p_nm (do_n v_m - D_n)
//   dq_n = sum_m ds_nm k_m,   dk_m = sum_n ds_nm q_n,   dv_m = sum_n p_nm do_n, also over the heads that share the key
// Twin: `attentionBackward` in model/attention.ts.

import {
  type AttentionShape,
  attentionSizes,
  keyHeads,
  keyOffset,
  nearby,
  overGroup,
  packedWidth,
  toValue,
} from '../attention_shape.ts';
import { ITEMS, itemIndex, type Kernel, unroll } from '../wgsl.ts';
import { overKeys } from './attention.ts';

/** dqkv's queries, and D [N, H]. */
export function attentionQueryBackward(shape: AttentionShape): Kernel {
  const { headWidth } = shape;
  return {
    name: 'attention backward (queries)',
    bindings: {
      qkv: 'read half',
      spans: 'read u32',
      mixed: 'read half',
      logSum: 'read f32',
      dMixed: 'read f32',
      dqkv: 'write f32',
      correction: 'write f32',
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
  // 1. Load the token's query and the gradient of its output.
  let query = n * stride + head * ${headWidth}u;
  let out = n * sizes.width + head * ${headWidth}u;
  ${unroll(headWidth, (e) => `let q${e} = f32(qkv[query + ${e}u]) * sizes.scale; let do${e} = dMixed[out + ${e}u]; var dq${e} = 0f;`)}
  // 2. D = do o, which the second kernel needs too.
  var d = 0f;
  ${unroll(headWidth, (e) => `d += do${e} * f32(mixed[out + ${e}u]);`)}
  correction[n * sizes.heads + head] = d;
  // 3. Over the keys that the token saw: p from the score and lse, then ds, then dq.
  let lse = logSum[n * sizes.heads + head];
  ${overKeys(
    shape,
    `let key = m * stride + ${keyOffset(shape)};
    let value = key + ${toValue(shape)};
    var score = 0f;
    var dp = 0f;
    ${unroll(headWidth, (e) => `let k${e} = f32(qkv[key + ${e}u]); score += q${e} * k${e}; dp += do${e} * f32(qkv[value + ${e}u]);`)}
    let ds = exp(score - lse) * (dp - d) * sizes.scale;
    ${unroll(headWidth, (e) => `dq${e} += ds * k${e};`)}`,
  )}
  // 4. Write dq.
  ${unroll(headWidth, (e) => `dqkv[query + ${e}u] = dq${e};`)}`,
  };
}

/** dqkv's keys and values: a thread a key, over the queries from itself on that see it (spans [N, 4], its last). */
export function attentionKeyBackward(shape: AttentionShape): Kernel {
  const { headWidth, windowed } = shape;
  return {
    name: 'attention backward (keys, values)',
    bindings: {
      qkv: 'read half',
      spans: 'read u32',
      logSum: 'read f32',
      correction: 'read f32',
      dMixed: 'read f32',
      dqkv: 'write f32',
    },
    sizes: attentionSizes(shape),
    scalars: ['scale'],
    counted: true,
    declarations: nearby(shape),
    workgroup: [ITEMS, 1],
    body: `${itemIndex}
  let tokens = counts.x;
  if (index >= tokens * ${keyHeads(shape)}) { return; }
  let m = index % tokens;
  let keyHead = index / tokens;
  let stride = ${packedWidth(shape)};
  // 1. Load the token's key and value.
  let key = m * stride + sizes.width + keyHead * ${headWidth}u;
  let value = key + ${toValue(shape)};
  ${unroll(headWidth, (e) => `let k${e} = f32(qkv[key + ${e}u]) * sizes.scale; let v${e} = f32(qkv[value + ${e}u]); var dk${e} = 0f; var dv${e} = 0f;`)}
  // 2. Over the queries that saw this key: p, then ds, then dk and dv.
  ${overGroup(
    shape,
    `for (var n = m; n < spans[4u * m + 3u]; n++) {
    ${windowed ? 'if (!near(n, m)) { continue; }' : ''}
    let query = n * stride + head * ${headWidth}u;
    let out = n * sizes.width + head * ${headWidth}u;
    var score = 0f;
    var dp = 0f;
    ${unroll(headWidth, (e) => `let q${e} = f32(qkv[query + ${e}u]); let do${e} = dMixed[out + ${e}u]; score += q${e} * k${e}; dp += do${e} * v${e};`)}
    let p = exp(score - logSum[n * sizes.heads + head]);
    let ds = p * (dp - correction[n * sizes.heads + head]) * sizes.scale;
    ${unroll(headWidth, (e) => `dk${e} += ds * q${e}; dv${e} += p * do${e};`)}
  }`,
  )}
  // 3. Write dk and dv.
  ${unroll(headWidth, (e) => `dqkv[key + ${e}u] = dk${e}; dqkv[value + ${e}u] = dv${e};`)}`,
  };
}
