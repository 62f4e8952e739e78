// Attention of the newest token for graphics cards, split over its keys (flash-decoding): a workgroup takes a row, a head
// and a part of the keys. Its lanes score a block of keys, then add the block's values, a lane a column. The parts p have
// their highest score h_p, sum of weights l_p and weighted sum of values o_p, and are merged by
//   h = max_p h_p,   o = sum_p exp(h_p - h) o_p / sum_p exp(h_p - h) l_p
// Twin: `decodeStep` in model/decoder.ts.

import {
  type AttentionShape,
  attentionSizes,
  firstSeen,
  keyOffset,
  packedWidth,
  toValue,
} from '../attention_shape.ts';
import {
  acrossLanes,
  ITEMS,
  itemIndex,
  type Kernel,
  laneArguments,
  range,
  type Tuning,
  unroll,
} from '../wgsl.ts';

const LANES = 64;
/** Keys that make a part worth its merge. */
const KEYS_PER_PART = 256;
const MOST_PARTS = 16;

/** Parts in which the keys of a context are taken. */
export const keyParts = (contextLength: number) =>
  Math.min(MOST_PARTS, Math.ceil(contextLength / KEYS_PER_PART));

const reads = {
  living: 'read u32',
  rowInfo: 'read u32',
  promptKeys: 'read half',
  cache: 'read half',
} as const;

/** As `decodeAttention`; in several parts it writes sums [R, H, parts, dh + 2]: h, l, o. */
export function splitDecodeAttention(shape: AttentionShape, parts: number, tuning: Tuning): Kernel {
  const { headWidth, windowed } = shape;
  const lanes = { lanes: LANES, subgroups: tuning.subgroups };
  const args = laneArguments({ ...tuning, lanes: LANES });
  const sharers = Math.max(1, Math.floor(LANES / headWidth));
  const columns = range(Math.ceil(headWidth / LANES));
  const column = (i: number) =>
    sharers > 1 ? `lane % ${headWidth}u` : `min(lane + ${i * LANES}u, ${headWidth - 1}u)`;
  const value = (i: number) =>
    `elementAt(k0 + k, promptStart, promptLength, drawn, ${keyOffset(shape)} + ${toValue(shape)} + ${column(i)})`;
  const result = parts === 1 ? 'half(value / sum)' : 'value';
  return {
    name: parts === 1 ? 'attention of one token by lanes' : `attention of one token in ${parts} parts`,
    bindings: {
      ...reads,
      ...(parts === 1 ? { mixed: 'write half' as const } : { sums: 'write f32' as const }),
    },
    sizes: [...attentionSizes(shape), 'capacity'],
    scalars: ['scale'],
    declarations: `${acrossLanes('total', 'sum', lanes)}${acrossLanes('largest', 'max', lanes)}
var<workgroup> query: array<f32, ${headWidth}>;
var<workgroup> weights: array<f32, ${LANES}>;
var<workgroup> shared_: array<f32, ${LANES}>;
fn elementAt(m: u32, promptStart: u32, promptLength: u32, drawn: u32, column: u32) -> f32 {
  let stride = ${packedWidth(shape)};
  if (m < promptLength) { return f32(promptKeys[(promptStart + m) * stride + column]); }
  return f32(cache[(drawn + m - promptLength) * stride + column]);
}`,
    workgroup: [LANES, 1],
    body: `
  let rows = living[0];
  let item = group.x + group.y * groups.x;
  let pairs = rows * sizes.heads;
  if (item >= pairs * ${parts}u) { return; }
  let lane = local;
  let row = living[2u + item % rows];
  let head = item / rows % sizes.heads;
  let part = item / pairs;
  let base = head * ${headWidth}u;
  // 1. The lanes share the query of the row's newest token, already times s.
  let promptStart = rowInfo[4u * row + 2u];
  let promptLength = rowInfo[4u * row + 3u];
  let drawn = row * sizes.capacity;
  let keys = promptLength + living[1];
  for (var e = lane; e < ${headWidth}u; e += ${LANES}u) {
    query[e] = f32(cache[(drawn + living[1] - 1u) * ${packedWidth(shape)} + base + e]) * sizes.scale;
  }
  workgroupBarrier();
  ${windowed ? `let unseen = ${firstSeen(shape)};` : 'const unseen = 0u;'}
  let share = (keys - unseen + ${parts - 1}u) / ${parts}u;
  let end = min(unseen + part * share + share, keys);
  var highest = -3.0e38;
  var sum = 0f;
  ${unroll(columns.length, (i) => `var o${i} = 0f;`)}
  for (var k0 = unseen + part * share; k0 < end; k0 += ${LANES}u) {
    // 2. A lane scores a key; all agree on the highest score, and the sums shrink to it.
    let m = k0 + lane;
    var score = -3.0e38;
    if (m < end) {
      score = 0f;
      for (var e = 0u; e < ${headWidth}u; e++) {
        score += query[e] * elementAt(m, promptStart, promptLength, drawn, ${keyOffset(shape)} + e);
      }
    }
    let peak = max(highest, largest(score, ${args}));
    let weight = select(0f, exp(score - peak), m < end);
    weights[lane] = weight;
    let shrink = exp(highest - peak);
    sum = sum * shrink + total(weight, ${args});
    highest = peak;
    workgroupBarrier();
    // 3. A lane adds the weighted values of a column${sharers > 1 ? `; ${sharers} lanes share it` : ''}.
    let count = min(${LANES}u, end - k0);
    ${unroll(columns.length, (i) => `o${i} *= shrink;`)}
    for (var k = ${sharers > 1 ? `lane / ${headWidth}u` : '0u'}; k < count; k += ${sharers}u) {
      ${unroll(columns.length, (i) => `o${i} += weights[k] * ${value(i)};`)}
    }
    workgroupBarrier();
  }
  // 4. Write ${parts === 1 ? 'the weighted mean of the values' : "the part's sums"}.
  ${parts === 1 ? `let out = row * sizes.width + base;` : `let out = ((row * sizes.heads + head) * ${parts}u + part) * ${headWidth + 2}u;`}
  ${
    sharers > 1
      ? `shared_[lane] = o0;
  workgroupBarrier();
  if (lane < ${headWidth}u) {
    var value = 0f;
    for (var s = 0u; s < ${sharers}u; s++) { value += shared_[lane + s * ${headWidth}u]; }
    ${parts === 1 ? 'mixed[out + lane]' : 'sums[out + 2u + lane]'} = ${result};
  }`
      : unroll(
          columns.length,
          (i) => `if (lane + ${i * LANES}u < ${headWidth}u) {
    let value = o${i};
    ${parts === 1 ? 'mixed[out' : 'sums[out + 2u'} + lane + ${i * LANES}u] = ${result};
  }`,
        )
  }
  ${parts === 1 ? '' : 'if (lane == 0u) { sums[out] = highest; sums[out + 1u] = sum; }'}`,
  };
}

/** Joins the parts: a thread a column of a living row's head. */
export function mergeDecodeAttention(headWidth: number, parts: number): Kernel {
  return {
    name: `merge ${parts} parts`,
    bindings: { living: 'read u32', sums: 'read f32', mixed: 'write half' },
    sizes: ['width', 'heads'],
    workgroup: [ITEMS, 1],
    body: `${itemIndex}
  // 1. A thread takes a column of a head of a living row.
  if (index >= living[0] * sizes.width) { return; }
  let row = living[2u + index / sizes.width];
  let column = index % sizes.width;
  let at = (row * sizes.heads + column / ${headWidth}u) * ${parts * (headWidth + 2)}u;
  // 2. The highest score of all parts.
  var peak = -3.0e38;
  for (var part = 0u; part < ${parts}u; part++) { peak = max(peak, sums[at + part * ${headWidth + 2}u]); }
  // 3. The mean of their values, weighted by their sums under that score.
  var total = 0f;
  var value = 0f;
  for (var part = 0u; part < ${parts}u; part++) {
    let from_ = at + part * ${headWidth + 2}u;
    let weight = exp(sums[from_] - peak);
    total += weight * sums[from_ + 1u];
    value += weight * sums[from_ + 2u + column % ${headWidth}u];
  }
  mixed[row * sizes.width + column] = half(value / total);`,
  };
}
