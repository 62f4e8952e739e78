// The gradient of attention by tiles: workgroups with a tile of queries go over the keys, and workgroups with a tile of
// keys over the queries.
//   p_nm = exp(s q_n k_m - lse_n),   D_n = do_n o_n,   ds_nm = s p_nm (do_n v_m - D_n)
//   dq_n = sum_m ds_nm k_m,   dk_m = sum_n ds_nm q_n,   dv_m = sum_n p_nm do_n, also over the heads that share the key
// Twin: `attentionBackward` in model/attention.ts.

import {
  type AttentionShape,
  attentionSizes,
  keyHeads,
  nearby,
  overGroup,
  toValue,
} from '../attention_shape.ts';
import { type Kernel, range } from '../wgsl.ts';
import {
  type AttentionTile,
  addWeighted,
  blockProduct,
  EDGE,
  eachScore,
  keyAt,
  keyPasses,
  keyStart,
  loadTile,
  ownQuads,
  ownRow,
  quadReader,
  queryAt,
  readQuads,
  sees,
  seesInPass,
  spansOf,
  storeQuads,
  THREADS,
  tileIndex,
  valueAt,
} from './attention_tiles.ts';

const zeros = (name: string, tile: AttentionTile) =>
  ownQuads(tile)
    .map((i) => `var ${name}${i} = vec4f(0f);`)
    .join(' ');

const headOut = ({ headWidth }: AttentionShape) => `n * sizes.width + head * ${headWidth}u`;

/** As `attentionQueryBackward`, by tiles. */
export function attentionQueryTilesBackward(shape: AttentionShape, tile: AttentionTile): Kernel {
  const { headWidth } = shape;
  const { rows, passing, pitch } = tile;
  return {
    name: 'attention by tiles backward (queries)',
    bindings: {
      qkv: readQuads('half', headWidth),
      spans: 'read u32',
      mixed: readQuads('half', headWidth),
      logSum: 'read f32',
      dMixed: readQuads('f32', headWidth),
      dqkv: 'write f32',
      correction: 'write f32',
    },
    sizes: attentionSizes(shape),
    scalars: ['scale'],
    counted: true,
    declarations: `
var<workgroup> queries: array<vec4f, ${rows * pitch}>;
var<workgroup> dOut: array<vec4f, ${rows * pitch}>;
var<workgroup> keys: array<vec4f, ${passing * pitch}>;
var<workgroup> values: array<vec4f, ${passing * pitch}>;
var<workgroup> dScores: array<f32, ${rows * (passing + 1)}>;
var<workgroup> lse: array<f32, ${rows}>;
var<workgroup> ofRow: array<f32, ${rows}>;
${quadReader('qkv', headWidth)}${quadReader('dMixed', headWidth)}${quadReader('mixed', headWidth)}${nearby(shape)}`,
    workgroup: [THREADS, 1],
    body: `${tileIndex(tile, shape, 'n0')}
  ${spansOf('ti', 'n0', rows)}
  // 1. Load a tile of queries and of their outputs' gradients.
  ${loadTile('queries', { buffer: 'qkv', rows, start: 'n0', at: queryAt(shape) }, tile)}
  ${loadTile('dOut', { buffer: 'dMixed', rows, start: 'n0', at: headOut(shape) }, tile)}
  // 2. A thread a query: D = do o, which the kernel of the keys needs too.
  if (local < ${rows}u) {
    let n = min(n0 + local, tokens - 1u);
    var d = 0f;
    let at = ${headOut(shape)};
    for (var c = 0u; c < ${tile.quads}u; c++) { d += dot(quadOf_dMixed(at, c), quadOf_mixed(at, c)); }
    ofRow[local] = d;
    lse[local] = logSum[n * sizes.heads + head];
    if (n0 + local < tokens) { correction[n * sizes.heads + head] = d; }
  }
  ${zeros('dq', tile)}
  ${keyPasses(tile)}
  for (var pass_ = 0u; pass_ < passes; pass_++) {
    ${keyStart(tile)}
    // 3. Load a tile of keys and values; each thread takes a block of scores and of dp = do v, and writes ds.
    ${loadTile('keys', { buffer: 'qkv', rows: passing, start: 'k0', at: keyAt(shape) }, tile)}
    ${loadTile('values', { buffer: 'qkv', rows: passing, start: 'k0', at: valueAt(shape) }, tile)}
    workgroupBarrier();
    ${blockProduct('score', 'queries', 'keys', tile)}
    ${blockProduct('dp', 'dOut', 'values', tile)}
    ${eachScore(
      tile,
      (i, j, row, column) => `let m = k0 + ${column};
      let ds = exp(min(0f, score${i}_${j} * sizes.scale - lse[${row}])) * (dp${i}_${j} - ofRow[${row}]) * sizes.scale;
      dScores[${row} * ${passing + 1}u + ${column}] = select(0f, ds, ${seesInPass(shape, i, 'm')});`,
    )}
    workgroupBarrier();
    // 4. Add ds k to the columns of dq.
    ${addWeighted('dq', 'dScores', 'keys', tile)}
    workgroupBarrier();
  }
  // 5. Write dq.
  let n = n0 + ${ownRow(tile)};
  if (n < tokens) {
    let out = ${queryAt(shape)};
    ${storeQuads('dqkv', 'out', (i) => `dq${i}`, { tile, headWidth, type: 'f32' })}
  }`,
  };
}

/** As `attentionKeyBackward`, by tiles. */
export function attentionKeyTilesBackward(shape: AttentionShape, tile: AttentionTile): Kernel {
  const { headWidth } = shape;
  const { rows, passing, pitch } = tile;
  const ownKey = `n * stride + sizes.width + keyHead * ${headWidth}u`;
  const ownValue = `${ownKey} + ${toValue(shape)}`;
  return {
    name: 'attention by tiles backward (keys, values)',
    bindings: {
      qkv: readQuads('half', headWidth),
      spans: 'read u32',
      logSum: 'read f32',
      correction: 'read f32',
      dMixed: readQuads('f32', headWidth),
      dqkv: 'write f32',
    },
    sizes: attentionSizes(shape),
    scalars: ['scale'],
    counted: true,
    declarations: `
var<workgroup> keys: array<vec4f, ${rows * pitch}>;
var<workgroup> values: array<vec4f, ${rows * pitch}>;
var<workgroup> queries: array<vec4f, ${passing * pitch}>;
var<workgroup> dOut: array<vec4f, ${passing * pitch}>;
var<workgroup> weights: array<f32, ${rows * (passing + 1)}>;
var<workgroup> dScores: array<f32, ${rows * (passing + 1)}>;
${quadReader('qkv', headWidth)}${quadReader('dMixed', headWidth)}${nearby(shape)}`,
    workgroup: [THREADS, 1],
    body: `${tileIndex(tile, shape, 'm0', 'keyHead', keyHeads(shape))}
  // 1. Load a tile of keys and values, and find the last query that sees any of them.
  ${loadTile('keys', { buffer: 'qkv', rows, start: 'm0', at: ownKey }, tile)}
  ${loadTile('values', { buffer: 'qkv', rows, start: 'm0', at: ownValue }, tile)}
  var end = 0u;
  for (var m = m0; m < min(m0 + ${rows}u, tokens); m++) { end = max(end, spans[4u * m + 3u]); }
  ${zeros('dk', tile)}
  ${zeros('dv', tile)}
  ${overGroup(
    shape,
    `for (var q0 = m0; q0 < end; q0 += ${passing}u) {
    // 2. Load a tile of queries and of their outputs' gradients; each thread takes a block of p and ds.
    ${loadTile('queries', { buffer: 'qkv', rows: passing, start: 'q0', at: queryAt(shape) }, tile)}
    ${loadTile('dOut', { buffer: 'dMixed', rows: passing, start: 'q0', at: headOut(shape) }, tile)}
    workgroupBarrier();
    ${blockProduct('score', 'keys', 'queries', tile)}
    ${blockProduct('dp', 'values', 'dOut', tile)}
    ${spansOf('tj', 'q0', passing)}
    ${range(passing / EDGE)
      .map(
        (j) =>
          `let lse${j} = logSum[query${j} * sizes.heads + head]; let d${j} = correction[query${j} * sizes.heads + head];`,
      )
      .join('\n')}
    ${eachScore(
      tile,
      (i, j, row, column) => `let m = m0 + ${row};
      let counts_ = m < tokens && ${sees(shape, j, 'm')};
      let p = exp(min(0f, score${i}_${j} * sizes.scale - lse${j}));
      let ds = p * (dp${i}_${j} - d${j}) * sizes.scale;
      weights[${row} * ${passing + 1}u + ${column}] = select(0f, p, counts_);
      dScores[${row} * ${passing + 1}u + ${column}] = select(0f, ds, counts_);`,
    )}
    workgroupBarrier();
    // 3. Add ds q to the columns of dk, and p do to those of dv.
    ${addWeighted('dk', 'dScores', 'queries', tile)}
    ${addWeighted('dv', 'weights', 'dOut', tile)}
    workgroupBarrier();
  }`,
  )}
  // 4. Write dk and dv.
  let n = m0 + ${ownRow(tile)};
  if (n < tokens) {
    let ofKey = ${ownKey};
    ${storeQuads('dqkv', 'ofKey', (i) => `dk${i}`, { tile, headWidth, type: 'f32' })}
    let ofValue = ${ownValue};
    ${storeQuads('dqkv', 'ofValue', (i) => `dv${i}`, { tile, headWidth, type: 'f32' })}
  }`,
  };
}
