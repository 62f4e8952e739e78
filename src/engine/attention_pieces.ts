// WGSL that the kernels of attention by tiles share. Inner loops have constant bounds and step 1, and indices are sums and
// products of their counters: a compiler sees that these lie inside their arrays and adds no check.

import { type AttentionShape, keyOffset, packedWidth, toValue } from './attention_shape.ts';
import {
  type AttentionTile,
  blockPitch,
  ownPassing,
  ownQuads,
  ownRows,
  rowVector,
  threadsOf,
} from './attention_tile.ts';
import { range, unroll } from './wgsl.ts';

const lines = (items: readonly number[], line: (i: number) => string) => items.map(line).join('\n');

/** The binding of a buffer that `quadReader` or `quadWriter` uses. */
export const quadBinding = <Mode extends 'read' | 'write', Type extends 'f32' | 'half'>(
  mode: Mode,
  type: Type,
  headWidth: number,
) => (headWidth % 4 === 0 ? (`${mode} ${type}x4` as const) : (`${mode} ${type}` as const));

/** `fn quadOf_NAME(at, c)`: columns 4c to 4c + 3 of a head that starts at `at`; 0 beyond its width. */
export function quadReader(name: string, headWidth: number): string {
  if (headWidth % 4 === 0)
    return `fn quadOf_${name}(at: u32, c: u32) -> vec4f { return vec4f(${name}[at / 4u + c]); }\n`;
  const column = (i: number) =>
    `select(0f, f32(${name}[at + 4u * c + ${i}u]), 4u * c + ${i}u < ${headWidth}u)`;
  return `fn quadOf_${name}(at: u32, c: u32) -> vec4f { return vec4f(${range(4).map(column).join(', ')}); }\n`;
}

/** `fn store_NAME(at, c, quad)`: puts what `quadOf_NAME` reads. */
export function quadWriter(name: string, type: 'f32' | 'half', headWidth: number): string {
  const body =
    headWidth % 4 === 0
      ? `${name}[at / 4u + c] = vec4<${type}>(quad);`
      : unroll(
          4,
          (i) =>
            `if (4u * c + ${i}u < ${headWidth}u) { ${name}[at + 4u * c + ${i}u] = ${type}(quad[${i}]); }`,
        );
  return `fn store_${name}(at: u32, c: u32, quad: vec4f) { ${body} }\n`;
}

/** `fn addDot(sum, a, b)`: adds four products, each in one operation. */
export const addDot = `fn addDot(sum: f32, a: vec4f, b: vec4f) -> f32 {
  return fma(a.w, b.w, fma(a.z, b.z, fma(a.y, b.y, fma(a.x, b.x, sum))));
}
`;

/** Where rows of one head come from: `at` gives the offset of the head in row `n`. */
interface Source {
  readonly buffer: string;
  readonly rows: number;
  readonly at: string;
}

/** WGSL that copies rows to array `into`: declares registers, fetches rows from `start` into them, and puts them down. */
export function moves(into: string, { buffer, rows, at }: Source, tile: AttentionTile) {
  const { quads, pitch } = tile;
  const threads = threadsOf(tile);
  const count = Math.ceil((rows * quads) / threads);
  // Where a row's quads divide the threads, all quads of a thread are in one column.
  const aligned = threads % quads === 0;
  const each = (line: (register: string, row: string, column: string) => string) =>
    unroll(count, (i) => {
      const element = `(local + ${i * threads}u)`;
      const inside = (i + 1) * threads > rows * quads ? `if (${element} < ${rows * quads}u) ` : '';
      const row = aligned ? `(local / ${quads}u + ${i * (threads / quads)}u)` : `${element} / ${quads}u`;
      return `${inside}{ ${line(`${into}${i}_`, row, `${aligned ? 'local' : element} % ${quads}u`)} }`;
    });
  return {
    declare: unroll(count, (i) => `var ${into}${i}_ = vec4f();`),
    fetch: (start: string) =>
      each(
        (register, row, column) => `let n = min(${start} + ${row}, tokens - 1u);
      ${register} = quadOf_${buffer}(${at}, ${column});`,
      ),
    put: each((register, row, column) => `${into}[${row} * ${pitch}u + ${column}] = ${register};`),
  };
}

/** Copies the rows that stay. */
export function loadTile(into: string, start: string, source: Source, tile: AttentionTile): string {
  const { declare, fetch, put } = moves(into, source, tile);
  return `{
      ${declare}
      ${fetch(start)}
      ${put}
    }`;
}

/** A loop over `count` values of `name`, several a turn where that divides it. */
function loop(name: string, count: number, atMost: number, body: string): string {
  const each = range(atMost)
    .map((i) => atMost - i)
    .find((some) => count % some === 0)!;
  return `for (var turn = 0u; turn < ${count / each}u; turn++) {
      ${unroll(each, (u) => `{ let ${name} = ${each}u * turn + ${u}u;\n${body} }`)}
    }`;
}

/** Declares `NAMEi_j`, the products of a thread's rows i of one tile with its rows j of another. */
export function blockProduct(name: string, a: string, b: string, tile: AttentionTile): string {
  const rowOf = (thread: 'ti' | 'tj', i: number) =>
    `${i * (thread === 'ti' ? tile.down : tile.across) * tile.pitch}u + ${thread} * ${tile.pitch}u + c`;
  const each = (line: (i: number, j: number) => string) => eachScore(tile, (i, j) => line(i, j));
  return `${each((i, j) => `var ${name}${i}_${j} = 0f;`)}
    ${loop(
      'c',
      tile.quads,
      2,
      `${lines(ownRows(tile), (i) => `let a${i} = ${a}[${rowOf('ti', i)}];`)}
      ${lines(ownPassing(tile), (j) => `let b${j} = ${b}[${rowOf('tj', j)}];`)}
      ${each((i, j) => `${name}${i}_${j} = addDot(${name}${i}_${j}, a${i}, b${j});`)}`,
    )}`;
}

/** A line for each element of a thread's block. */
export const eachScore = (tile: AttentionTile, line: (i: number, j: number) => string) =>
  lines(ownPassing(tile), (j) => lines(ownRows(tile), (i) => line(i, j)));

/** A vector over the thread's rows. */
export const overRows = (tile: AttentionTile, element: (i: number) => string) =>
  `${rowVector(tile)}(${ownRows(tile).map(element).join(', ')})`;

/** The place in a block of the thread's rows against its passing row j. */
export const blockPlace = (j: number, tile: AttentionTile) =>
  `${j * tile.across * blockPitch(tile)}u + tj * ${blockPitch(tile)}u + ti`;

/** Declares `result`, a vector over rows: what the eight threads that share them have, joined in order. Has a barrier. */
export const joined = (
  result: string,
  parts: string,
  value: string,
  join: (a: string, b: string) => string,
  tile: AttentionTile,
) => `${parts}[${blockPlace(0, tile)}] = ${value};
    workgroupBarrier();
    var ${result} = ${parts}[ti];
    ${unroll(tile.across - 1, (t) => `${result} = ${join(result, `${parts}[ti + ${(t + 1) * blockPitch(tile)}u]`)};`)}`;

/** A sum over passing rows of their `values`, weighted by a block. */
interface Weighted {
  readonly sum: string;
  readonly weights: string;
  readonly values: string;
}

export const sumName = (sum: string, i: number, c: number) => `${sum}${i}_${c}`;

export const declareSums = (sum: string, tile: AttentionTile) =>
  lines(ownRows(tile), (i) =>
    ownQuads(tile)
      .map((c) => `var ${sumName(sum, i, c)} = vec4f();`)
      .join(' '),
  );

/** Adds to the thread's rows and quads of columns: an outer product for each passing row. */
export const addWeighted = (sums: readonly Weighted[], tile: AttentionTile) =>
  loop(
    'k',
    tile.passing,
    sums.length > 1 ? 2 : 4,
    sums
      .map(
        ({ sum, weights, values }) => `let of_${sum} = ${weights}[k * ${blockPitch(tile)}u + ti];
      ${lines(ownQuads(tile), (c) => `let ${values}${c} = ${values}[k * ${tile.pitch}u + ${c * tile.across}u + tj];`)}
      ${lines(ownRows(tile), (i) =>
        lines(ownQuads(tile), (c) => {
          const name = sumName(sum, i, c);
          return `${name} = fma(vec4f(of_${sum}[${i}]), ${values}${c}, ${name});`;
        }),
      )}`,
      )
      .join('\n'),
  );

/** Writes the thread's rows; `at` is the offset of the head in row `n`, and `value` what is stored of row i, quad c. */
export const storeRows = (
  buffer: string,
  start: string,
  at: string,
  value: (i: number, c: number) => string,
  tile: AttentionTile,
) =>
  lines(
    ownRows(tile),
    (i) => `if (${start} + ti + ${i * tile.down}u < tokens) {
    let n = ${start} + ti + ${i * tile.down}u;
    ${lines(ownQuads(tile), (c) => {
      const inside =
        (c + 1) * tile.across > tile.quads ? `if (tj + ${c * tile.across}u < ${tile.quads}u) ` : '';
      return `${inside}{ store_${buffer}(${at}, tj + ${c * tile.across}u, ${value(i, c)}); }`;
    })}
  }`,
  );

/** Declares `queryI`, the thread's queries of a tile, and `spanI`, what they see; queries beyond the last see nothing. */
export const spansOf = (
  thread: 'ti' | 'tj',
  start: string,
  count: number,
  { down, across }: AttentionTile,
) => {
  const apart = thread === 'ti' ? down : across;
  return unroll(
    count / apart,
    (i) => `let query${i} = min(${start} + ${thread} + ${i * apart}u, tokens - 1u);
    var span${i} = vec4u(spans[4u * query${i}], spans[4u * query${i} + 1u], spans[4u * query${i} + 2u], query${i} + 1u);
    if (${start} + ${thread} + ${i * apart}u >= tokens) { span${i} = vec4u(0u); }`,
  );
};

/** Declares `seenI`, the keys that the thread's query i sees in this pass: from the first to before the second. */
export const seenInPass = (tile: AttentionTile) =>
  lines(ownRows(tile), (i) => `let seen${i} = select(span${i}.zw, span${i}.xy, prefixed);`);

/** Whether the thread's query i sees its key j in this pass. */
export const seesInPass = (shape: AttentionShape, i: number, j: number, { across }: AttentionTile) => {
  const m = `(k0 + tj + ${j * across}u)`;
  return `${within(m, `seen${i}.x`, `seen${i}.y`)}${nearEnough(shape, i, m)}`;
};

/** Whether query i sees key `m` at all. */
export const sees = (shape: AttentionShape, i: number, m: string) =>
  `(${within(m, `span${i}.x`, `span${i}.y`)} | ${within(m, `span${i}.z`, `span${i}.w`)})${nearEnough(shape, i, m)}`;

/** Without a branch, which && would make. */
const within = (m: string, from: string, before: string) => `((${m} >= ${from}) & (${m} < ${before}))`;

const nearEnough = ({ windowed }: AttentionShape, i: number, m: string) =>
  windowed ? ` && (${m} > query${i} || near(query${i}, ${m}))` : '';

/**
 * Ranges of keys that any query of the tile sees: of its prefixes, then of its rows, of which the first one's starts first.
 * A loop over `passes` takes a tile of keys from `k0` on.
 */
export const keyPasses = ({ rows, passing }: AttentionTile) => `
  let last = min(n0 + ${rows}u, tokens);
  let rowFirst = spans[4u * n0 + 2u];
  var prefixFirst = last;
  var prefixLast = 0u;
  for (var r = 0u; r < ${rows}u; r++) {
    let at = 4u * min(n0 + r, tokens - 1u);
    let prefix = vec2u(spans[at], spans[at + 1u]);
    prefixFirst = min(prefixFirst, select(last, prefix.x, prefix.x < prefix.y));
    prefixLast = max(prefixLast, select(0u, prefix.y, prefix.x < prefix.y));
  }
  let prefixPasses = (max(prefixLast, prefixFirst) - prefixFirst + ${passing - 1}u) / ${passing}u;
  let passes = prefixPasses + (last - rowFirst + ${passing - 1}u) / ${passing}u;`;

/** The first key of a pass. */
export const keyStart = (pass: string, { passing }: AttentionTile) =>
  `select(rowFirst + (${pass} - prefixPasses) * ${passing}u, prefixFirst + ${pass} * ${passing}u, ${pass} < prefixPasses)`;

/**
 * The tile `first` and head of this workgroup, of `heads` heads. Tiles at the `light` end of a row see, or are seen by, the
 * fewest: half of the heads count away from that end and the others towards it, so that light and heavy ones share a card.
 */
export const tileIndex = (
  { rows, across }: AttentionTile,
  shape: AttentionShape,
  { first, light, head, heads }: { first: string; light: 'first' | 'last'; head: string; heads: string },
) => `
  let tokens = counts.x;
  let tiles = (tokens + ${rows - 1}u) / ${rows}u;
  let item = group.x + group.y * groups.x;
  if (item >= tiles * ${heads}) { return; }
  let awayHeads = ${heads} / 2u;
  let towards = item >= tiles * awayHeads;
  let place = item - select(0u, tiles * awayHeads, towards);
  let among = select(awayHeads, ${heads} - awayHeads, towards);
  let ${head} = place % among + select(0u, awayHeads, towards);
  let turn = place / among;
  let ${first} = select(turn, tiles - 1u - turn, ${light === 'first' ? 'towards' : '!towards'}) * ${rows}u;
  let stride = ${packedWidth(shape)};
  let warp = local / 32u;
  let ti = warp / ${across / 8}u * 4u + local % 32u / 8u;
  let tj = warp % ${across / 8}u * 8u + local % 8u;`;

/** Offsets in row `n` of a head of queries, of its key and of its value, and in a row of all heads' results. */
export const queryAt = ({ headWidth }: AttentionShape) => `n * stride + head * ${headWidth}u`;
export const keyAt = (shape: AttentionShape) => `n * stride + ${keyOffset(shape)}`;
export const valueAt = (shape: AttentionShape) => `${keyAt(shape)} + ${toValue(shape)}`;
export const headOut = ({ headWidth }: AttentionShape) => `n * sizes.width + head * ${headWidth}u`;
