// The product of matmul_loops.ts for graphics cards: a workgroup sums a block of the result, a thread some quads of it, and
// memory is read and written four numbers at a time:
//   C_ij = sum_k A_ik B_kj
// The next tiles are on their way into registers while these are multiplied. Threads that share a block each take every
// so-manieth part of the summands, which keeps a card busy where the result has few blocks.
// Loops over tiles count up by one to a constant, so a compiler proves their indices in range and checks none.
// Needs operands and results whose rows are multiples of 4 long. Twin: model/dense.ts.

import { blockOf, pitchOf, type QuadPlan, tileMoves } from '../quad_tiles.ts';
import { range, unroll } from '../wgsl.ts';
import { depthRange, groupArgument, type MatmulParts, type Tile } from './matmul_loops.ts';

/** Quads that a sharer hands over at once. */
const AT_ONCE = 8;

/** @param type of the tiles' numbers. */
export function quadTile(type: 'f32' | 'f16', plan: QuadPlan): Tile {
  const { depth, sharers, down, across, stages } = plan;
  const [rowEdge, columnEdge] = blockOf(plan);
  const inBlock = down * across;
  return {
    workgroup: [inBlock * sharers, 1],
    rowsPerGroup: rowEdge,
    columnsPerGroup: columnEdge,
    declarations: `alias quad_ = vec4<${type}>;
var<workgroup> tileA: array<quad_, ${stages * depth * pitchOf(rowEdge)}>;
var<workgroup> tileB: array<quad_, ${stages * depth * pitchOf(columnEdge)}>;
${sharers > 1 ? `var<workgroup> handed: array<vec4f, ${inBlock * AT_ONCE}>;` : ''}`,
  };
}

/** Adds what the other sharers of a block have to what the first has. */
const handOver = (names: readonly string[], { sharers, down, across }: QuadPlan) =>
  range(sharers - 1)
    .flatMap((s) =>
      range(Math.ceil(names.length / AT_ONCE)).map((h) => {
        const some = names.slice(h * AT_ONCE, (h + 1) * AT_ONCE);
        const place = (q: number) => `handed[${q * down * across}u + place]`;
        return `if (sharer == ${s + 1}u) { ${some.map((name, q) => `${place(q)} = ${name};`).join(' ')} }
  workgroupBarrier();
  if (sharer == 0u) { ${some.map((name, q) => `${name} += ${place(q)};`).join(' ')} }
  workgroupBarrier();`;
      }),
    )
    .join('\n  ');

/** Threads of a column each sum B over a part of every tile; those at its top join the parts, by way of B's tile. */
const joinBias = ({ down, across, sharers }: QuadPlan, quadsAcross: readonly number[]) => {
  const at = (h: number, t: string) => `tileB[${t} * ${across * quadsAcross.length}u + tj + ${h * across}u]`;
  return `if (i0 == 0u) {
    ${sharers > 1 ? 'if (sharer == 0u) ' : ''}{ ${quadsAcross.map((h) => `${at(h, 'ti')} = bias${h};`).join(' ')} }
    workgroupBarrier();
    ${quadsAcross.map((h) => `bias${h} = vec4f(${at(h, '0u')});`).join(' ')}
    for (var t = 1u; t < ${down}u; t++) { ${quadsAcross.map((h) => `bias${h} += vec4f(${at(h, 't')});`).join(' ')} }
  }`;
};

/**
 * `ti` and `tj` of a thread. 32 neighbours take 4 x 8 of them, in an order in which eight that read workgroup memory
 * together find what they need in as few banks as there are.
 */
const placed = ({ across }: QuadPlan) => `let warp = place / 32u;
  let lane = place % 32u;
  let ti = warp / ${across / 8}u * 4u + lane / 16u * 2u + lane % 2u;
  let tj = warp % ${across / 8}u * 8u + lane / 2u % 8u;`;

/** Steps 3 and 4 over all tiles. @param summed adds the products of the tile at stage `read`. */
function overTiles({ stages, depth }: QuadPlan, fetch: string, put: string, summed: string): string {
  if (stages === 1)
    return `const filled = 0u;
  const read = 0u;
  for (var k0 = first; k0 < depth; k0 += ${depth}u) {
    // 3. Put them into workgroup memory, and fetch the next ones.
    ${put}
    workgroupBarrier();
    next += ${depth}u;
    ${fetch}
    ${summed}
    workgroupBarrier();
  }`;
  return `{
    const filled = 0u;
    ${put}
  }
  workgroupBarrier();
  let tiles = (max(depth, first) - first + ${depth - 1}u) / ${depth}u;
  for (var t = 0u; t < tiles; t++) {
    // 3. Fetch the next ones, and put them beside these in workgroup memory in the end.
    let read = t % 2u;
    let filled = 1u - read;
    next += ${depth}u;
    ${fetch}
    ${summed}
    ${put}
    workgroupBarrier();
  }`;
}

/** @param type of the tiles' numbers; products of f16 are rounded, as the hardware does it fastest. */
export function quadLoop(parts: MatmulParts, type: 'f32' | 'f16', plan: QuadPlan): string {
  const { depth, sharers, unrolled, down, across } = plan;
  const [rowEdge, columnEdge] = blockOf(plan);
  const withBias = Boolean(parts.bias && parts.storeBias);
  const { declare, fetch, put } = tileMoves(parts, plan);
  const rows = range(plan.rows);
  const quadsDown = range(plan.rows / 4);
  const quadsAcross = range(plan.columns / 4);
  const sums = rows.flatMap((i) => quadsAcross.map((h) => `sum${i}_${h}`));
  const biases = withBias ? quadsAcross.map((h) => `bias${h}`) : [];
  const inTile = (name: 'A' | 'B', k: string, at: string) => {
    const pitch = pitchOf(name === 'A' ? rowEdge : columnEdge);
    return `tile${name}[read * ${depth * pitch}u + ${k} * ${pitch}u + ${at}]`;
  };
  const add = (i: number, h: number) => {
    const [sum, x, w] = [`sum${i}_${h}`, `x${i >> 2}[${i & 3}]`, `w${h}`];
    return type === 'f32' ? `${sum} = fma(vec4f(${x}), ${w}, ${sum});` : `${sum} += vec4f(${x} * ${w});`;
  };
  const share = depth / sharers;
  const summed = `// 4. For each summand of a sharer: read quads of A and of B there, and add their products.
    for (var turn = 0u; turn < ${share / unrolled}u; turn++) {
      let k = sharer * ${share}u + turn * ${unrolled}u;
      ${unroll(
        unrolled,
        (u) => `{
      ${quadsDown.map((h) => `let x${h} = ${inTile('A', `(k + ${u}u)`, `ti + ${h * down}u`)};`).join('\n')}
      ${quadsAcross.map((h) => `let w${h} = ${inTile('B', `(k + ${u}u)`, `tj + ${h * across}u`)};`).join('\n')}
      ${rows.map((i) => quadsAcross.map((h) => add(i, h)).join(' ')).join('\n')}
      }`,
      )}
    }
    ${
      withBias
        ? `if (i0 == 0u) {
      ${unroll(share / down, (s) => quadsAcross.map((h) => `bias${h} += vec4f(${inTile('B', `(sharer * ${share}u + ti + ${s * down}u)`, `tj + ${h * across}u`)});`).join(' '))}
    }`
        : ''
    }`;
  const row = (i: number) => `(i0 + 4u * ti + ${(i & 3) + (i >> 2) * 4 * down}u)`;
  const column = (h: number) => `(j0 + 4u * tj + ${h * 4 * across}u)`;
  const each = (line: (i: number, h: number) => string) =>
    rows.map((i) => quadsAcross.map((h) => line(i, h)).join('\n  ')).join('\n  ');
  const group = groupArgument(parts);
  return `
  // 1. A workgroup takes a ${rowEdge} x ${columnEdge} block of the result; a thread sums quads of ${plan.rows} rows.
  let rows = ${parts.rows};
  let columns = sizes.columns;
  let i0 = group.y * ${rowEdge}u;
  let j0 = group.x * ${columnEdge}u;
  if (i0 >= rows) { return; }
  ${depthRange(parts)}
  ${sharers > 1 ? `let place = local % ${down * across}u;\n  let sharer = local / ${down * across}u;` : 'let place = local;\n  const sharer = 0u;'}
  ${placed(plan)}
  ${[...sums, ...biases].map((name) => `var ${name} = vec4f(0f);`).join('\n  ')}
  ${declare}
  // 2. Fetch ${rowEdge} x ${depth} of A and ${depth} x ${columnEdge} of B into registers, a quad at a time.
  var next = first;
  ${fetch}
  ${overTiles(plan, fetch, put, summed)}
  ${handOver([...sums, ...biases], plan)}
  ${withBias ? joinBias(plan, quadsAcross) : ''}
  ${sharers > 1 ? 'if (sharer > 0u) { return; }' : ''}
  // 5. Read what the results need beside the sums, all at once; then store what lies inside the result.
  ${each((i, h) => `sum${i}_${h} = finished(min(${row(i)}, rows - 1u), min(${column(h)}, (columns - 1u) / 4u * 4u), sum${i}_${h});`)}
  ${each((i, h) => `if (${row(i)} < rows && ${column(h)} < columns) { put(${row(i)}, ${column(h)}, sum${i}_${h}${group}); }`)}
  ${
    withBias
      ? `if (i0 == 0u && ti == 0u) {
    ${quadsAcross.map((h) => `if (${column(h)} < columns) { storeBias(${column(h)}, bias${h}${group}); }`).join('\n    ')}
  }`
      : ''
  }`;
}
