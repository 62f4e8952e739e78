// The gradient of attention by tiles: workgroups with a tile of queries go over the keys, and workgroups with a tile of
// keys over the queries.
//   p_nm = exp(q_n k_m / sqrt(dh) - lse_n),   D_n = do_n o_n,   ds_nm = p_nm (do_n v_m - D_n)
//   dq_n = sum_m ds_nm k_m / sqrt(dh),   dk_m = sum_n ds_nm q_n / sqrt(dh),   dv_m = sum_n p_nm do_n
// Twin: `attentionBackward` in model/attention.ts.
import type { Kernel } from '../wgsl.ts';
import {
  type AttentionTile,
  addWeighted,
  blockProduct,
  eachScore,
  keyPasses,
  keyStart,
  loadTile,
  ownQuads,
  ownRow,
  quadReader,
  SEEN,
  storeQuads,
  THREADS,
  tileIndex,
} from './attention_tiles.ts';

const zeros = (name: string, tile: AttentionTile) =>
  ownQuads(tile)
    .map((i) => `var ${name}${i} = vec4f(0f);`)
    .join(' ');

const headIn = (part: number, headWidth: number) =>
  `n * stride + ${part}u * sizes.width + head * ${headWidth}u`;
const headOut = (headWidth: number) => `n * sizes.width + head * ${headWidth}u`;

/** As `attentionQueryBackward`, by tiles. */
export function attentionQueryTilesBackward(headWidth: number, tile: AttentionTile): Kernel {
  const { rows, passing, pitch } = tile;
  const scale = 1 / Math.sqrt(headWidth);
  return {
    name: 'attention by tiles backward (queries)',
    bindings: {
      qkv: 'read half',
      spans: 'read u32',
      mixed: 'read half',
      logSum: 'read f32',
      dMixed: 'read f32',
      dqkv: 'write f32',
      correction: 'write f32',
    },
    sizes: ['width', 'heads'],
    counted: true,
    declarations: `
var<workgroup> queries: array<vec4f, ${rows * pitch}>;
var<workgroup> dOut: array<vec4f, ${rows * pitch}>;
var<workgroup> keys: array<vec4f, ${passing * pitch}>;
var<workgroup> values: array<vec4f, ${passing * pitch}>;
var<workgroup> dScores: array<f32, ${rows * (passing + 1)}>;
var<workgroup> lse: array<f32, ${rows}>;
var<workgroup> ofRow: array<f32, ${rows}>;
${quadReader('qkv', headWidth)}${quadReader('dMixed', headWidth)}${SEEN}`,
    workgroup: [THREADS, 1],
    body: `${tileIndex(tile, 'n0')}
  // 1. Load a tile of queries and of their outputs' gradients.
  ${loadTile('queries', { buffer: 'qkv', rows, start: 'n0', at: headIn(0, headWidth) }, tile)}
  ${loadTile('dOut', { buffer: 'dMixed', rows, start: 'n0', at: headOut(headWidth) }, tile)}
  // 2. A thread a query: D = do o, which the kernel of the keys needs too.
  if (local < ${rows}u) {
    let n = min(n0 + local, tokens - 1u);
    var d = 0f;
    for (var e = 0u; e < ${headWidth}u; e++) {
      let at = n * sizes.width + head * ${headWidth}u + e;
      d += dMixed[at] * f32(mixed[at]);
    }
    ofRow[local] = d;
    lse[local] = logSum[n * sizes.heads + head];
    if (n0 + local < tokens) { correction[n * sizes.heads + head] = d; }
  }
  ${zeros('dq', tile)}
  ${keyPasses(tile)}
  for (var pass_ = 0u; pass_ < passes; pass_++) {
    ${keyStart(tile)}
    // 3. Load a tile of keys and values; each thread takes a block of scores and of dp = do v, and writes ds.
    ${loadTile('keys', { buffer: 'qkv', rows: passing, start: 'k0', at: headIn(1, headWidth) }, tile)}
    ${loadTile('values', { buffer: 'qkv', rows: passing, start: 'k0', at: headIn(2, headWidth) }, tile)}
    workgroupBarrier();
    ${blockProduct('score', 'queries', 'keys', tile)}
    ${blockProduct('dp', 'dOut', 'values', tile)}
    ${eachScore(
      tile,
      ['score', 'dp'],
      `
      let counts_ = n0 + row < tokens && k0 + column < tokens && seen(min(n0 + row, tokens - 1u), k0 + column, prefixed);
      let ds = exp(min(0f, score * ${scale} - lse[row])) * (dp - ofRow[row]) * ${scale};
      dScores[row * ${passing + 1}u + column] = select(0f, ds, counts_);`,
    )}
    workgroupBarrier();
    // 4. Add ds k to the columns of dq.
    ${addWeighted('dq', 'dScores', 'keys', tile)}
    workgroupBarrier();
  }
  // 5. Write dq.
  let n = n0 + ${ownRow(tile)};
  if (n < tokens) {
    let out = ${headIn(0, headWidth)};
    ${storeQuads('dqkv', 'out', (i) => `dq${i}`, { tile, headWidth, type: 'f32' })}
  }`,
  };
}

/** As `attentionKeyBackward`, by tiles. */
export function attentionKeyTilesBackward(headWidth: number, tile: AttentionTile): Kernel {
  const { rows, passing, pitch } = tile;
  const scale = 1 / Math.sqrt(headWidth);
  return {
    name: 'attention by tiles backward (keys, values)',
    bindings: {
      qkv: 'read half',
      spans: 'read u32',
      logSum: 'read f32',
      correction: 'read f32',
      dMixed: 'read f32',
      dqkv: 'write f32',
    },
    sizes: ['width', 'heads'],
    counted: true,
    declarations: `
var<workgroup> keys: array<vec4f, ${rows * pitch}>;
var<workgroup> values: array<vec4f, ${rows * pitch}>;
var<workgroup> queries: array<vec4f, ${passing * pitch}>;
var<workgroup> dOut: array<vec4f, ${passing * pitch}>;
var<workgroup> weights: array<f32, ${rows * (passing + 1)}>;
var<workgroup> dScores: array<f32, ${rows * (passing + 1)}>;
${quadReader('qkv', headWidth)}${quadReader('dMixed', headWidth)}${SEEN}`,
    workgroup: [THREADS, 1],
    body: `${tileIndex(tile, 'm0')}
  // 1. Load a tile of keys and values, and find the last query that sees any of them.
  ${loadTile('keys', { buffer: 'qkv', rows, start: 'm0', at: headIn(1, headWidth) }, tile)}
  ${loadTile('values', { buffer: 'qkv', rows, start: 'm0', at: headIn(2, headWidth) }, tile)}
  var end = 0u;
  for (var m = m0; m < min(m0 + ${rows}u, tokens); m++) { end = max(end, spans[4u * m + 3u]); }
  ${zeros('dk', tile)}
  ${zeros('dv', tile)}
  for (var q0 = m0; q0 < end; q0 += ${passing}u) {
    // 2. Load a tile of queries and of their outputs' gradients; each thread takes a block of p and ds.
    ${loadTile('queries', { buffer: 'qkv', rows: passing, start: 'q0', at: headIn(0, headWidth) }, tile)}
    ${loadTile('dOut', { buffer: 'dMixed', rows: passing, start: 'q0', at: headOut(headWidth) }, tile)}
    workgroupBarrier();
    ${blockProduct('score', 'keys', 'queries', tile)}
    ${blockProduct('dp', 'values', 'dOut', tile)}
    ${eachScore(
      tile,
      ['score', 'dp'],
      `
      let n = min(q0 + column, tokens - 1u);
      let m = m0 + row;
      let counts_ = q0 + column < tokens && m < tokens && (seen(n, m, false) || seen(n, m, true));
      let p = exp(min(0f, score * ${scale} - logSum[n * sizes.heads + head]));
      let ds = p * (dp - correction[n * sizes.heads + head]) * ${scale};
      weights[row * ${passing + 1}u + column] = select(0f, p, counts_);
      dScores[row * ${passing + 1}u + column] = select(0f, ds, counts_);`,
    )}
    workgroupBarrier();
    // 3. Add ds q to the columns of dk, and p do to those of dv.
    ${addWeighted('dk', 'dScores', 'queries', tile)}
    ${addWeighted('dv', 'weights', 'dOut', tile)}
    workgroupBarrier();
  }
  // 4. Write dk and dv.
  let n = m0 + ${ownRow(tile)};
  if (n < tokens) {
    let ofKey = ${headIn(1, headWidth)};
    ${storeQuads('dqkv', 'ofKey', (i) => `dk${i}`, { tile, headWidth, type: 'f32' })}
    let ofValue = ${headIn(2, headWidth)};
    ${storeQuads('dqkv', 'ofValue', (i) => `dv${i}`, { tile, headWidth, type: 'f32' })}
  }`,
  };
}
