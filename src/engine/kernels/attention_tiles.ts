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
const EDGE = 8;
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

/** `fn quadOf_NAME(at, c)`: columns 4c to 4c + 3 of a head that starts at `at`; 0 beyond its width. */
export function quadReader(name: string, headWidth: number): string {
  const column = (i: number) => {
    const value = `f32(${name}[at + 4u * c + ${i}u])`;
    return headWidth % 4 === 0 ? value : `select(0f, ${value}, 4u * c + ${i}u < ${headWidth}u)`;
  };
  return `fn quadOf_${name}(at: u32, c: u32) -> vec4f { return vec4f(${range(4).map(column).join(', ')}); }\n`;
}

/** Copies rows of one head to workgroup memory; `at` gives the offset of the head in row `n`. */
export function loadTile(
  into: string,
  { buffer, rows, start, at }: { buffer: string; rows: number; start: string; at: string },
  { quads, pitch }: AttentionTile,
): string {
  return `for (var e = local; e < ${rows * quads}u; e += ${THREADS}u) {
      let n = min(${start} + e / ${quads}u, tokens - 1u);
      ${into}[e / ${quads}u * ${pitch}u + e % ${quads}u] = quadOf_${buffer}(${at}, e % ${quads}u);
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

/**
 * A loop over the elements of a thread's block, with `row` and `column` in the tiles; NAMEs hold the element of each
 * product. One loop: inlined for every element, the statements would take longer to compile than to run.
 */
export function eachScore(
  { rows, passing }: AttentionTile,
  names: readonly string[],
  statements: string,
): string {
  const [own, other] = [rows / EDGE, passing / EDGE];
  const listed = (name: string) => range(own).flatMap((i) => range(other).map((j) => `${name}${i}_${j}`));
  return `${names.map((name) => `var ${name}Block = array<f32, ${own * other}>(${listed(name).join(', ')});`).join('\n')}
    for (var e = 0u; e < ${own * other}u; e++) {
      let row = ti + e / ${other}u * ${EDGE}u;
      let column = tj + e % ${other}u * ${EDGE}u;
      ${names.map((name) => `let ${name} = ${name}Block[e];`).join(' ')}
      ${statements}
    }`;
}

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
 * keys from `k0` on, and `seen(n, m, prefixed)` says whether it counts.
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

export const seenBy = (shape: AttentionShape) => `${nearby(shape)}
fn seen(n: u32, m: u32, prefixed: bool) -> bool {
  ${shape.windowed ? 'if (m <= n && !near(n, m)) { return false; }' : ''}
  if (prefixed) { return m >= spans[4u * n] && m < spans[4u * n + 1u]; }
  return m >= spans[4u * n + 2u] && m <= n;
}
`;

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
  const scoreAt = `row * ${passing + 1}u + column`;
  return {
    name: keep ? 'attention by tiles' : 'attention by tiles, forward only',
    bindings: {
      qkv: 'read half',
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
${quadReader('qkv', headWidth)}${seenBy(shape)}`,
    workgroup: [THREADS, 1],
    body: `${tileIndex(tile, shape, 'n0')}
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
    ${eachScore(tile, ['score'], `scores[${scoreAt}] = select(-3.0e38, score * sizes.scale, n0 + row < tokens && k0 + column < tokens && seen(min(n0 + row, tokens - 1u), k0 + column, prefixed));`)}
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
