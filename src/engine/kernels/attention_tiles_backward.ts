// The gradient of attention by tiles: workgroups with a tile of queries go over the keys, and workgroups with a tile of
// keys over the queries.
//   p_nm = exp(s q_n k_m - lse_n),   D_n = do_n o_n,   ds_nm = s p_nm (do_n v_m - D_n)
//   dq_n = sum_m ds_nm k_m,   dk_m = sum_n ds_nm q_n,   dv_m = sum_n p_nm do_n, also over the heads that share the key
// Twin: `attentionBackward` in model/attention.ts.

import {
  addDot,
  addWeighted,
  blockPlace,
  blockProduct,
  declareSums,
  eachScore,
  headOut,
  joined,
  keyAt,
  keyPasses,
  keyStart,
  loadTile,
  moves,
  overRows,
  quadBinding,
  quadReader,
  quadWriter,
  queryAt,
  seenInPass,
  sees,
  seesInPass,
  spansOf,
  storeRows,
  sumName,
  tileIndex,
  valueAt,
} from '../attention_pieces.ts';
import {
  type AttentionShape,
  attentionSizes,
  keyHeads,
  nearby,
  overGroup,
  toValue,
} from '../attention_shape.ts';
import {
  type AttentionTile,
  declareArrays,
  KEY_ARRAYS,
  ownPassing,
  ownQuads,
  ownRows,
  QUERY_ARRAYS,
  threadsOf,
} from '../attention_tile.ts';
import type { Kernel } from '../wgsl.ts';

/** As `attentionQueryBackward`, by tiles. */
export function attentionQueryTilesBackward(shape: AttentionShape, tile: AttentionTile): Kernel {
  const { headWidth } = shape;
  const { rows, passing, quads } = tile;
  const keys = moves('keys', { buffer: 'qkv', rows: passing, at: keyAt(shape) }, tile);
  const values = moves('values', { buffer: 'qkv', rows: passing, at: valueAt(shape) }, tile);
  const addOwn = (i: number, c: number) => {
    const inside = (c + 1) * tile.across > quads ? `if (tj + ${c * tile.across}u < ${quads}u) ` : '';
    const at = `quadOf_mixed(${headOut(shape)}, tj + ${c * tile.across}u)`;
    return `${inside}{ own${i} += dot(quadOf_dMixed(${headOut(shape)}, tj + ${c * tile.across}u), ${at}); }`;
  };
  return {
    name: 'attention by tiles backward (queries)',
    bindings: {
      qkv: quadBinding('read', 'half', headWidth),
      spans: 'read u32',
      mixed: quadBinding('read', 'half', headWidth),
      logSum: 'read f32',
      dMixed: quadBinding('read', 'f32', headWidth),
      dqkv: quadBinding('write', 'f32', headWidth),
      correction: 'write f32',
    },
    sizes: attentionSizes(shape),
    scalars: ['scale'],
    counted: true,
    declarations: `${declareArrays(QUERY_ARRAYS, tile)}
${['qkv', 'dMixed', 'mixed'].map((name) => quadReader(name, headWidth)).join('')}${quadWriter('dqkv', 'f32', headWidth)}${addDot}${nearby(shape)}`,
    workgroup: [threadsOf(tile), 1],
    body: `${tileIndex(tile, shape, { first: 'n0', light: 'first', head: 'head', heads: 'sizes.heads' })}
  ${spansOf('ti', 'n0', rows, tile)}
  // 1. Load a tile of queries and of their outputs' gradients.
  ${loadTile('queries', 'n0', { buffer: 'qkv', rows, at: queryAt(shape) }, tile)}
  ${loadTile('dOut', 'n0', { buffer: 'dMixed', rows, at: headOut(shape) }, tile)}
  // 2. The threads of a query sum D = do o, which the kernel of the keys needs too.
  ${ownRows(tile)
    .map(
      (i) => `var own${i} = 0f;
  {
    let n = query${i};
    ${ownQuads(tile)
      .map((c) => addOwn(i, c))
      .join('\n')}
  }`,
    )
    .join('\n')}
  ${joined(
    'd',
    'dScores',
    overRows(tile, (i) => `own${i}`),
    (a, b) => `${a} + ${b}`,
    tile,
  )}
  if (tj == 0u) {
    ${ownRows(tile)
      .map(
        (i) =>
          `if (n0 + ti + ${i * tile.down}u < tokens) { correction[query${i} * sizes.heads + head] = d[${i}]; }`,
      )
      .join('\n')}
  }
  let lse = ${overRows(tile, (i) => `logSum[query${i} * sizes.heads + head]`)};
  ${declareSums('dq', tile)}
  ${keyPasses(tile)}
  ${keys.declare}
  ${values.declare}
  ${keys.fetch(keyStart('0u', tile))}
  ${values.fetch(keyStart('0u', tile))}
  for (var pass_ = 0u; pass_ < passes; pass_++) {
    let prefixed = pass_ < prefixPasses;
    let k0 = ${keyStart('pass_', tile)};
    // 3. Put down a tile of keys and values; each thread takes a block of scores and of dp = do v, and writes ds.
    ${keys.put}
    ${values.put}
    workgroupBarrier();
    ${blockProduct('score', 'queries', 'keys', tile)}
    ${blockProduct('dp', 'dOut', 'values', tile)}
    ${seenInPass(tile)}
    ${eachScore(
      tile,
      (i, j) => `{
      let ds = exp(min(0f, score${i}_${j} * sizes.scale - lse[${i}])) * (dp${i}_${j} - d[${i}]) * sizes.scale;
      dp${i}_${j} = select(0f, ds, ${seesInPass(shape, i, j, tile)});
    }`,
    )}
    ${ownPassing(tile)
      .map((j) => `dScores[${blockPlace(j, tile)}] = ${overRows(tile, (i) => `dp${i}_${j}`)};`)
      .join('\n')}
    // 4. Fetch the next keys and values, and add ds k to the columns of dq.
    ${keys.fetch(keyStart('(pass_ + 1u)', tile))}
    ${values.fetch(keyStart('(pass_ + 1u)', tile))}
    workgroupBarrier();
    ${addWeighted([{ sum: 'dq', weights: 'dScores', values: 'keys' }], tile)}
    workgroupBarrier();
  }
  // 5. Write dq.
  ${storeRows('dqkv', 'n0', queryAt(shape), (i, c) => sumName('dq', i, c), tile)}`,
  };
}

/** As `attentionKeyBackward`, by tiles. */
export function attentionKeyTilesBackward(shape: AttentionShape, tile: AttentionTile): Kernel {
  const { headWidth } = shape;
  const { rows, passing } = tile;
  const ownKey = `n * stride + sizes.width + keyHead * ${headWidth}u`;
  const ownValue = `${ownKey} + ${toValue(shape)}`;
  const queries = moves('queries', { buffer: 'qkv', rows: passing, at: queryAt(shape) }, tile);
  const dOut = moves('dOut', { buffer: 'dMixed', rows: passing, at: headOut(shape) }, tile);
  return {
    name: 'attention by tiles backward (keys, values)',
    bindings: {
      qkv: quadBinding('read', 'half', headWidth),
      spans: 'read u32',
      logSum: 'read f32',
      correction: 'read f32',
      dMixed: quadBinding('read', 'f32', headWidth),
      dqkv: quadBinding('write', 'f32', headWidth),
    },
    sizes: attentionSizes(shape),
    scalars: ['scale'],
    counted: true,
    declarations: `${declareArrays(KEY_ARRAYS, tile)}
${quadReader('qkv', headWidth)}${quadReader('dMixed', headWidth)}${quadWriter('dqkv', 'f32', headWidth)}${addDot}${nearby(shape)}`,
    workgroup: [threadsOf(tile), 1],
    body: `${tileIndex(tile, shape, { first: 'm0', light: 'last', head: 'keyHead', heads: keyHeads(shape) })}
  // 1. Load a tile of keys and values, and find the last query that sees any of them.
  ${loadTile('keys', 'm0', { buffer: 'qkv', rows, at: ownKey }, tile)}
  ${loadTile('values', 'm0', { buffer: 'qkv', rows, at: ownValue }, tile)}
  var end = 0u;
  for (var r = 0u; r < ${rows}u; r++) { end = max(end, spans[4u * min(m0 + r, tokens - 1u) + 3u]); }
  ${declareSums('dk', tile)}
  ${declareSums('dv', tile)}
  ${queries.declare}
  ${dOut.declare}
  ${overGroup(
    shape,
    `${queries.fetch('m0')}
  ${dOut.fetch('m0')}
  for (var q0 = m0; q0 < end; q0 += ${passing}u) {
    // 2. Put down a tile of queries and of their outputs' gradients; each thread takes a block of p and ds.
    ${queries.put}
    ${dOut.put}
    ${spansOf('tj', 'q0', passing, tile)}
    ${ownPassing(tile)
      .map(
        (j) =>
          `let lse${j} = logSum[query${j} * sizes.heads + head]; let d${j} = correction[query${j} * sizes.heads + head];`,
      )
      .join('\n')}
    workgroupBarrier();
    ${blockProduct('score', 'keys', 'queries', tile)}
    ${blockProduct('dp', 'values', 'dOut', tile)}
    ${eachScore(
      tile,
      (i, j) => `{
      let m = m0 + ti + ${i * tile.down}u;
      let p = select(0f, exp(min(0f, score${i}_${j} * sizes.scale - lse${j})), ${sees(shape, j, 'm')});
      score${i}_${j} = p;
      dp${i}_${j} = p * (dp${i}_${j} - d${j}) * sizes.scale;
    }`,
    )}
    ${ownPassing(tile)
      .map(
        (j) => `weights[${blockPlace(j, tile)}] = ${overRows(tile, (i) => `score${i}_${j}`)};
    dScores[${blockPlace(j, tile)}] = ${overRows(tile, (i) => `dp${i}_${j}`)};`,
      )
      .join('\n')}
    // 3. Fetch the next queries and gradients. Add ds q to the columns of dk, and p do to those of dv.
    ${queries.fetch(`(q0 + ${passing}u)`)}
    ${dOut.fetch(`(q0 + ${passing}u)`)}
    workgroupBarrier();
    ${addWeighted(
      [
        { sum: 'dk', weights: 'dScores', values: 'queries' },
        { sum: 'dv', weights: 'weights', values: 'dOut' },
      ],
      tile,
    )}
    workgroupBarrier();
  }`,
  )}
  // 4. Write dk and dv.
  ${storeRows('dqkv', 'm0', ownKey, (i, c) => sumName('dk', i, c), tile)}
  ${storeRows('dqkv', 'm0', ownValue, (i, c) => sumName('dv', i, c), tile)}`,
  };
}
