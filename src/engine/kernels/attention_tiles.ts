// Attention for graphics cards: a workgroup takes a tile of queries of one head and goes over tiles of keys, which it
// reads once into workgroup memory for all its queries (Dao et al. 2022). With the running maximum h and sum l of a query:
//   h' = max(h, max_m s_m),   l' = l exp(h - h') + sum_m exp(s_m - h'),   o' = o exp(h - h') + sum_m exp(s_m - h') v_m
// Twin: model/attention.ts.

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
  seesInPass,
  spansOf,
  storeRows,
  sumName,
  tileIndex,
  valueAt,
} from '../attention_pieces.ts';
import { type AttentionShape, attentionSizes, nearby } from '../attention_shape.ts';
import {
  type AttentionTile,
  declareArrays,
  FORWARD_ARRAYS,
  ownPassing,
  ownQuads,
  ownRows,
  rowVector,
  threadsOf,
} from '../attention_tile.ts';
import type { Kernel } from '../wgsl.ts';

/** Scores of unseen keys, and the maximum before any key: their exponentials vanish even against each other. */
const UNSEEN = '-2.0e30';
const NOTHING_YET = '-1.0e30';

/** As `attention`, by tiles. */
export function attentionTiles(shape: AttentionShape, keep: boolean, tile: AttentionTile): Kernel {
  const { headWidth } = shape;
  const { rows, passing } = tile;
  const vector = rowVector(tile);
  const keys = moves('keys', { buffer: 'qkv', rows: passing, at: keyAt(shape) }, tile);
  const values = moves('values', { buffer: 'qkv', rows: passing, at: valueAt(shape) }, tile);
  const highestOf = (i: number) =>
    ownPassing(tile)
      .map((j) => `score${i}_${j}`)
      .reduce((a, b) => `max(${a}, ${b})`);
  return {
    name: keep ? 'attention by tiles' : 'attention by tiles, forward only',
    bindings: {
      qkv: quadBinding('read', 'half', headWidth),
      spans: 'read u32',
      mixed: quadBinding('write', 'half', headWidth),
      ...(keep ? { logSum: 'write f32' as const } : {}),
    },
    sizes: attentionSizes(shape),
    scalars: ['scale'],
    counted: true,
    declarations: `${declareArrays(FORWARD_ARRAYS, tile)}
${quadReader('qkv', headWidth)}${quadWriter('mixed', 'half', headWidth)}${addDot}${nearby(shape)}`,
    workgroup: [threadsOf(tile), 1],
    body: `${tileIndex(tile, shape, { first: 'n0', light: 'first', head: 'head', heads: 'sizes.heads' })}
  ${spansOf('ti', 'n0', rows, tile)}
  // 1. Load a tile of queries, find the keys that any of them sees, and fetch the first of these into registers.
  ${loadTile('queries', 'n0', { buffer: 'qkv', rows, at: queryAt(shape) }, tile)}
  var highest = ${vector}(${NOTHING_YET});
  var total = ${vector}();
  ${declareSums('o', tile)}
  ${keyPasses(tile)}
  ${keys.declare}
  ${values.declare}
  ${keys.fetch(keyStart('0u', tile))}
  for (var pass_ = 0u; pass_ < passes; pass_++) {
    let prefixed = pass_ < prefixPasses;
    let k0 = ${keyStart('pass_', tile)};
    // 2. Put down the keys, and fetch their values. Each thread scores a block of queries against a block of keys.
    ${keys.put}
    ${values.fetch('k0')}
    workgroupBarrier();
    ${blockProduct('score', 'queries', 'keys', tile)}
    ${seenInPass(tile)}
    ${eachScore(tile, (i, j) => `score${i}_${j} = select(${UNSEEN}, score${i}_${j} * sizes.scale, ${seesInPass(shape, i, j, tile)});`)}
    // 3. The threads of a query find its new maximum. They turn their scores into weights, and shrink what they had.
    ${joined('top', 'parts', overRows(tile, highestOf), (a, b) => `max(${a}, ${b})`, tile)}
    top = max(highest, top);
    let shrink = exp(highest - top);
    highest = top;
    total *= shrink;
    ${ownPassing(tile)
      .map(
        (j) => `{
      let weight = exp(${overRows(tile, (i) => `score${i}_${j}`)} - top);
      weights[${blockPlace(j, tile)}] = weight;
      total += weight;
    }`,
      )
      .join('\n')}
    ${ownRows(tile)
      .map((i) =>
        ownQuads(tile)
          .map((c) => `${sumName('o', i, c)} *= shrink[${i}];`)
          .join(' '),
      )
      .join('\n')}
    // 4. Put down the values, and fetch the next keys. A thread adds the weighted values to its columns of its queries.
    ${values.put}
    ${keys.fetch(keyStart('(pass_ + 1u)', tile))}
    workgroupBarrier();
    ${addWeighted([{ sum: 'o', weights: 'weights', values: 'values' }], tile)}
  }
  // 5. Divide by the sum of weights.
  ${joined('sum', 'parts', 'total', (a, b) => `${a} + ${b}`, tile)}
  ${storeRows('mixed', 'n0', headOut(shape), (i, c) => `${sumName('o', i, c)} / sum[${i}]`, tile)}
  ${
    keep
      ? `// 6. Keep the log of that sum for the backward pass.
  if (tj == 0u) {
    let logs = highest + log(sum);
    ${ownRows(tile)
      .map(
        (i) =>
          `if (n0 + ti + ${i * tile.down}u < tokens) { logSum[query${i} * sizes.heads + head] = logs[${i}]; }`,
      )
      .join('\n')}
  }`
      : ''
  }`,
  };
}
