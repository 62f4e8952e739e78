// Attention for graphics cards: a workgroup takes a tile of queries of one head and goes over tiles of keys, which it
// reads once into workgroup memory for all its queries (Dao et al. 2022). With the running maximum h and sum l of a query:
//   h' = max(h, max_m s_m),   l' = l exp(h - h') + sum_m exp(s_m - h'),   o' = o exp(h - h') + sum_m exp(s_m - h') v_m
// Twin: model/attention.ts.

import {
  type AttentionShape,
  attentionSizes,
  keyOffset,
  nearby,
  packedWidth,
  toValue,
} from '../attention_shape.ts';
import { type Kernel, range, unroll } from '../wgsl.ts';

/** Threads of a workgroup, in a square that shares a block of scores. */
export const THREADS = 64;
export const EDGE = 8;
/** Bytes of workgroup memory that every device has. */
const GUARANTEED_BYTES = 16_384;

export interface AttentionTile {
  /** Queries (or keys) that stay in the workgroup, and those that pass by at a time. */
  readonly rows: number;
  readonly passing: number;
  /** Quads of a head's columns, and of a tile's row in memory: odd, so that rows lie in different banks. */
  readonly quads: number;
  readonly pitch: number;
}

/** The largest tile whose operands and scores fit; undefined for heads that are too wide. */
function tileOf(
  headWidth: number,
  staying: number,
  passing: number,
  scores: number,
): AttentionTile | undefined {
  const quads = Math.ceil(headWidth / 4);
  const pitch = quads | 1;
  const fits = ([rows, keys]: readonly [number, number]) =>
    16 * pitch * (staying * rows + passing * keys) + 4 * scores * rows * (keys + 1) + 20 * rows <=
    GUARANTEED_BYTES;
  const sizes = [[32, 32], [32, 16], [16, 16], [16, 8], [8, 8]] as const; // biome-ignore format: a list
  const found = sizes.find(fits);
  return found && { rows: found[0], passing: found[1], quads, pitch };
}

export const forwardTile = (headWidth: number) => tileOf(headWidth, 1, 1, 1);
export const queryTile = (headWidth: number) => tileOf(headWidth, 2, 2, 1);
export const keyTile = (headWidth: number) => tileOf(headWidth, 2, 2, 2);

/** The binding of a buffer that `quadReader` reads. */
export const readQuads = <Type extends 'f32' | 'half'>(type: Type, headWidth: number) =>
  headWidth % 4 === 0 ? (`read ${type}x4` as const) : (`read ${type}` as const);

/** `fn quadOf_NAME(at, c)`: columns 4c to 4c + 3 of a head that starts at `at`; 0 beyond its width. */
export function quadReader(name: string, headWidth: number): string {
  if (headWidth % 4 === 0)
    return `fn quadOf_${name}(at: u32, c: u32) -> vec4f { return vec4f(${name}[at / 4u + c]); }\n`;
  const column = (i: number) =>
    `select(0f, f32(${name}[at + 4u * c + ${i}u]), 4u * c + ${i}u < ${headWidth}u)`;
  return `fn quadOf_${name}(at: u32, c: u32) -> vec4f { return vec4f(${range(4).map(column).join(', ')}); }\n`;
}

/** Copies rows of one head to workgroup memory; `at` gives the offset of the head in row `n`. */
export function loadTile(
  into: string,
  { buffer, rows, start, at }: { buffer: string; rows: number; start: string; at: string },
  { quads, pitch }: AttentionTile,
): string {
  // All are read before any is put down, so that they are on their way at once.
  const each = range(Math.ceil((rows * quads) / THREADS));
  const element = (i: number) => `(local + ${i * THREADS}u)`;
  const inside = (i: number) =>
    (i + 1) * THREADS > rows * quads ? `if (${element(i)} < ${rows * quads}u) ` : '';
  return `{
      ${each.map((i) => `var quad${i} = vec4f(0f);`).join(' ')}
      ${each
        .map(
          (i) => `${inside(i)}{
        let n = min(${start} + ${element(i)} / ${quads}u, tokens - 1u);
        quad${i} = quadOf_${buffer}(${at}, ${element(i)} % ${quads}u);
      }`,
        )
        .join('\n')}
      ${each.map((i) => `${inside(i)}{ ${into}[${element(i)} / ${quads}u * ${pitch}u + ${element(i)} % ${quads}u] = quad${i}; }`).join('\n')}
    }`;
}

/** Declares `NAMEi_j`, the products of a thread's rows i of one tile with its rows j of another. */
export function blockProduct(
  name: string,
  a: string,
  b: string,
  { rows, passing, quads, pitch }: AttentionTile,
) {
  const [own, other] = [rows / EDGE, passing / EDGE];
  const each = (line: (i: number, j: number) => string) =>
    range(own)
      .map((i) => unroll(other, (j) => line(i, j)))
      .join('\n');
  return `${each((i, j) => `var ${name}${i}_${j} = 0f;`)}
    for (var c = 0u; c < ${quads}u; c++) {
      ${unroll(own, (i) => `let a${i} = ${a}[(ti + ${i * EDGE}u) * ${pitch}u + c];`)}
      ${unroll(other, (j) => `let b${j} = ${b}[(tj + ${j * EDGE}u) * ${pitch}u + c];`)}
      ${each((i, j) => `${name}${i}_${j} += dot(a${i}, b${j});`)}
    }`;
}

/** Statements for each element of a thread's block: row i and column j of its own, at `row` and `column` of the tiles. */
export function eachScore(
  { rows, passing }: AttentionTile,
  statements: (i: number, j: number, row: string, column: string) => string,
): string {
  const at = (thread: string, i: number) => `(${thread} + ${i * EDGE}u)`;
  return range(rows / EDGE)
    .map((i) => unroll(passing / EDGE, (j) => `{ ${statements(i, j, at('ti', i), at('tj', j))} }`))
    .join('\n');
}

/** Declares `queryI`, the thread's queries of a tile, and `spanI`, what they see; queries beyond the last see nothing. */
export const spansOf = (thread: 'ti' | 'tj', start: string, count: number) =>
  unroll(
    count / EDGE,
    (i) => `let query${i} = min(${start} + ${thread} + ${i * EDGE}u, tokens - 1u);
    var span${i} = vec4u(spans[4u * query${i}], spans[4u * query${i} + 1u], spans[4u * query${i} + 2u], query${i} + 1u);
    if (${start} + ${thread} + ${i * EDGE}u >= tokens) { span${i} = vec4u(0u); }`,
  );

/** Whether the thread's query i, of rows of a tile, sees key `m` in this pass. */
export const seesInPass = (shape: AttentionShape, i: number, m: string) =>
  `${m} >= select(span${i}.z, span${i}.x, prefixed) && ${m} < select(span${i}.w, span${i}.y, prefixed)${nearEnough(shape, i, m)}`;

/** Whether query i sees key `m` at all. */
export const sees = (shape: AttentionShape, i: number, m: string) =>
  `((${m} >= span${i}.x && ${m} < span${i}.y) || (${m} >= span${i}.z && ${m} < span${i}.w))${nearEnough(shape, i, m)}`;

const nearEnough = ({ windowed }: AttentionShape, i: number, m: string) =>
  windowed ? ` && (${m} > query${i} || near(query${i}, ${m}))` : '';

/** Threads that share a row when a thread takes quads of columns of one row, and the quads it takes. */
const sharing = ({ rows }: AttentionTile) => THREADS / rows;
export const ownQuads = (tile: AttentionTile) => range(Math.ceil(tile.quads / sharing(tile)));
export const ownRow = ({ rows }: AttentionTile) => `local % ${rows}u`;
const ownQuad = (tile: AttentionTile, i: number) => `(local / ${tile.rows}u + ${i * sharing(tile)}u)`;

/** Adds to the thread's quads the passing rows of `values`, weighted by its row of `weights`. */
export function addWeighted(sum: string, weights: string, values: string, tile: AttentionTile): string {
  const { passing, pitch, quads } = tile;
  return `for (var k = 0u; k < ${passing}u; k++) {
      let weight = ${weights}[(${ownRow(tile)}) * ${passing + 1}u + k];
      ${ownQuads(tile)
        .map(
          (i) => `${sum}${i} += weight * ${values}[k * ${pitch}u + min(${ownQuad(tile, i)}, ${quads - 1}u)];`,
        )
        .join('\n')}
    }`;
}

/** Writes the thread's quads to a head that starts at `at`. */
export function storeQuads(
  buffer: string,
  at: string,
  value: (i: number) => string,
  { tile, headWidth, type }: { tile: AttentionTile; headWidth: number; type: string },
): string {
  return ownQuads(tile)
    .map(
      (i) => `{
      let c = ${ownQuad(tile, i)};
      let quad = ${value(i)};
      for (var e = 0u; e < 4u && 4u * c + e < ${headWidth}u; e++) { ${buffer}[${at} + 4u * c + e] = ${type}(quad[e]); }
    }`,
    )
    .join('\n');
}

/**
 * Ranges of keys that any query of the tile sees: of its prefixes, then of its rows. A loop over `passes` takes a tile of
 * keys from `k0` on; `seesInPass` says what counts.
 */
export const keyPasses = ({ rows, passing }: AttentionTile) => `
  let last = min(n0 + ${rows}u, tokens);
  var prefixFirst = last;
  var prefixLast = 0u;
  var rowFirst = last;
  for (var n = n0; n < last; n++) {
    if (spans[4u * n] < spans[4u * n + 1u]) {
      prefixFirst = min(prefixFirst, spans[4u * n]);
      prefixLast = max(prefixLast, spans[4u * n + 1u]);
    }
    rowFirst = min(rowFirst, spans[4u * n + 2u]);
  }
  let prefixPasses = (max(prefixLast, prefixFirst) - prefixFirst + ${passing - 1}u) / ${passing}u;
  let passes = prefixPasses + (last - rowFirst + ${passing - 1}u) / ${passing}u;`;

export const keyStart = ({ passing }: AttentionTile) => `
    let prefixed = pass_ < prefixPasses;
    let k0 = select(rowFirst + (pass_ - prefixPasses) * ${passing}u, prefixFirst + pass_ * ${passing}u, prefixed);`;

/** The tile and head of this workgroup, of `heads` heads. */
export const tileIndex = (
  { rows }: AttentionTile,
  shape: AttentionShape,
  first: string,
  head = 'head',
  heads = 'sizes.heads',
) => `
  let tokens = counts.x;
  let tiles = (tokens + ${rows - 1}u) / ${rows}u;
  let item = group.x + group.y * groups.x;
  if (item >= tiles * ${heads}) { return; }
  let ${head} = item / tiles;
  let ${first} = item % tiles * ${rows}u;
  let stride = ${packedWidth(shape)};
  let ti = local / ${EDGE}u;
  let tj = local % ${EDGE}u;`;

/** Offsets in row `n` of a head of queries, of its key and of its value. */
export const queryAt = ({ headWidth }: AttentionShape) => `n * stride + head * ${headWidth}u`;
export const keyAt = (shape: AttentionShape) => `n * stride + ${keyOffset(shape)}`;
export const valueAt = (shape: AttentionShape) => `${keyAt(shape)} + ${toValue(shape)}`;

/** As `attention`, by tiles. */
export function attentionTiles(shape: AttentionShape, keep: boolean, tile: AttentionTile): Kernel {
  const { headWidth } = shape;
  const { rows, passing, pitch } = tile;
  return {
    name: keep ? 'attention by tiles' : 'attention by tiles, forward only',
    bindings: {
      qkv: readQuads('half', headWidth),
      spans: 'read u32',
      mixed: 'write half',
      ...(keep ? { logSum: 'write f32' as const } : {}),
    },
    sizes: attentionSizes(shape),
    scalars: ['scale'],
    counted: true,
    declarations: `
var<workgroup> queries: array<vec4f, ${rows * pitch}>;
var<workgroup> keys: array<vec4f, ${passing * pitch}>;
var<workgroup> scores: array<f32, ${rows * (passing + 1)}>;
var<workgroup> highest: array<f32, ${rows}>;
var<workgroup> total: array<f32, ${rows}>;
var<workgroup> shrink: array<f32, ${rows}>;
${quadReader('qkv', headWidth)}${nearby(shape)}`,
    workgroup: [THREADS, 1],
    body: `${tileIndex(tile, shape, 'n0')}
  ${spansOf('ti', 'n0', rows)}
  // 1. Load a tile of queries, and find the keys that any of them sees.
  ${loadTile('queries', { buffer: 'qkv', rows, start: 'n0', at: queryAt(shape) }, tile)}
  if (local < ${rows}u) { highest[local] = -3.0e38; total[local] = 0f; }
  ${ownQuads(tile)
    .map((i) => `var o${i} = vec4f(0f);`)
    .join(' ')}
  ${keyPasses(tile)}
  for (var pass_ = 0u; pass_ < passes; pass_++) {
    ${keyStart(tile)}
    // 2. Load a tile of keys; each thread scores a block of queries against a block of keys.
    ${loadTile('keys', { buffer: 'qkv', rows: passing, start: 'k0', at: keyAt(shape) }, tile)}
    workgroupBarrier();
    ${blockProduct('score', 'queries', 'keys', tile)}
    ${eachScore(
      tile,
      (i, j, row, column) => `let m = k0 + ${column};
      scores[${row} * ${passing + 1}u + ${column}] = select(-3.0e38, score${i}_${j} * sizes.scale, ${seesInPass(shape, i, 'm')});`,
    )}
    workgroupBarrier();
    // 3. The values take the keys' place. A thread a query turns its scores into weights, under the new maximum.
    ${loadTile('keys', { buffer: 'qkv', rows: passing, start: 'k0', at: valueAt(shape) }, tile)}
    if (local < ${rows}u) {
      let before = highest[local];
      var peak = before;
      for (var k = 0u; k < ${passing}u; k++) { peak = max(peak, scores[local * ${passing + 1}u + k]); }
      var sum = 0f;
      for (var k = 0u; k < ${passing}u; k++) {
        let score = scores[local * ${passing + 1}u + k];
        let weight = select(0f, exp(score - peak), score > -1.0e38);
        scores[local * ${passing + 1}u + k] = weight;
        sum += weight;
      }
      shrink[local] = exp(before - peak);
      total[local] = total[local] * shrink[local] + sum;
      highest[local] = peak;
    }
    workgroupBarrier();
    // 4. A thread adds the weighted values to its columns of one query.
    ${ownQuads(tile)
      .map((i) => `o${i} *= shrink[${ownRow(tile)}];`)
      .join(' ')}
    ${addWeighted('o', 'scores', 'keys', tile)}
    workgroupBarrier();
  }
  // 5. Divide by the sum of weights.
  let n = n0 + ${ownRow(tile)};
  if (n < tokens) {
    let out = n * sizes.width + head * ${headWidth}u;
    ${storeQuads('mixed', 'out', (i) => `o${i} / total[${ownRow(tile)}]`, { tile, headWidth, type: 'half' })}
  }
  ${
    keep
      ? `// 6. Keep the log of that sum for the backward pass.
  if (local < ${rows}u && n0 + local < tokens) { logSum[(n0 + local) * sizes.heads + head] = highest[local] + log(total[local]); }`
      : ''
  }`,
  };
}
