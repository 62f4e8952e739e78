// The product of matmul_loops.ts for large models on graphics cards: a workgroup of 64 threads sums a 64 x 64 block, a
// thread 8 x 8 of it as quads, and memory is read and written four numbers at a time:
//   C_ij = sum_k A_ik B_kj
// Needs operands whose rows are multiples of 4 long. Twin: model/dense.ts.
import { range, unroll } from '../wgsl.ts';
import { depthRange, groupArgument, type MatmulParts, type Tile } from './matmul_loops.ts';

const EDGE = 64;
const DEPTH = 16;
/** Threads along an edge, quads along it, and quads from one summand to the next in workgroup memory. */
const THREADS = 8;
const QUADS = EDGE / 4;
const PITCH = QUADS + 1;

/** @param type of the tiles' numbers. */
export const quadTile = (type: 'f32' | 'f16'): Tile => ({
  workgroup: [THREADS, THREADS],
  rowsPerGroup: EDGE,
  columnsPerGroup: EDGE,
  declarations: `alias quad_ = vec4<${type}>;
var<workgroup> tileA: array<quad_, ${DEPTH * PITCH}>;
var<workgroup> tileB: array<quad_, ${DEPTH * PITCH}>;`,
});

interface Operand {
  readonly tile: string;
  /** The whole buffer, as quads. */
  readonly buffer: string;
  readonly alongDepth: boolean;
  /** Rows (or columns) of the operand, and the first of the block. */
  readonly limit: string;
  readonly start: string;
  readonly base: (row: string) => string;
  readonly step: string;
}

/** Copies a block to workgroup memory, summand by summand; a block along the depth is turned in registers. */
function loadQuads({ tile, buffer, alongDepth, limit, start, base, step }: Operand): string {
  if (!alongDepth)
    return `for (var e = local; e < ${DEPTH * QUADS}u; e += ${THREADS * THREADS}u) {
      let k = e / ${QUADS}u;
      let edge = ${start} + e % ${QUADS}u * 4u;
      var quad = quad_();
      if (edge < ${limit} && k0 + k < depth) { quad = quad_(${buffer}[(${base('edge')} + (k0 + k) * ${step}) / 4u]); }
      ${tile}[k * ${PITCH}u + e % ${QUADS}u] = quad;
    }`;
  const row = (r: number) => `var row${r} = quad_();
      if (edge + ${r}u < ${limit} && k < depth) { row${r} = quad_(${buffer}[(${base(`(edge + ${r}u)`)} + k) / 4u]); }`;
  return `{
      let edge = ${start} + local / 4u * 4u;
      let k = k0 + local % 4u * 4u;
      ${unroll(4, row)}
      let at = local % 4u * ${4 * PITCH}u + local / 4u;
      ${unroll(4, (e) => `${tile}[at + ${e * PITCH}u] = quad_(row0[${e}], row1[${e}], row2[${e}], row3[${e}]);`)}
    }`;
}

export function quadLoop(parts: MatmulParts): string {
  const { rows, baseA, stepA, fastA, baseB, stepB, fastB, bias, bufferA, bufferB } = parts;
  const withBias = Boolean(bias && parts.storeBias);
  const each = (line: (i: number, h: number) => string) =>
    range(8)
      .map((i) => [0, 1].map((h) => line(i, h)).join(' '))
      .join('\n');
  return `
  // 1. A workgroup takes a ${EDGE} x ${EDGE} block of the result; a thread sums two quads of rows by two of columns.
  let rows = ${rows};
  let columns = sizes.columns;
  let i0 = group.y * ${EDGE}u;
  let j0 = group.x * ${EDGE}u;
  if (i0 >= rows) { return; }
  ${depthRange(parts)}
  let ti = local / ${THREADS}u;
  let tj = local % ${THREADS}u;
  ${each((i, h) => `var sum${i}_${h} = vec4f(0f);`)}
  ${withBias ? 'var bias0 = vec4f(0f); var bias1 = vec4f(0f);' : ''}
  for (var k0 = first; k0 < depth; k0 += ${DEPTH}u) {
    // 2. Copy ${EDGE} x ${DEPTH} of A and ${DEPTH} x ${EDGE} of B to workgroup memory, a quad at a time.
    ${loadQuads({ tile: 'tileA', buffer: bufferA, alongDepth: fastA === 'depth', limit: 'rows', start: 'i0', base: baseA, step: stepA })}
    ${loadQuads({ tile: 'tileB', buffer: bufferB, alongDepth: fastB === 'depth', limit: 'columns', start: 'j0', base: baseB, step: stepB })}
    workgroupBarrier();
    // 3. For each of the ${DEPTH} summands: read two quads of A and two of B there, and add their 64 products.
    for (var k = 0u; k < ${DEPTH}u; k++) {
      let x0 = tileA[k * ${PITCH}u + ti];
      let x1 = tileA[k * ${PITCH}u + ti + ${THREADS}u];
      let w0 = tileB[k * ${PITCH}u + tj];
      let w1 = tileB[k * ${PITCH}u + tj + ${THREADS}u];
      ${each((i, h) => `sum${i}_${h} += vec4f(x${i >> 2}[${i & 3}] * w${h});`)}
      ${withBias ? 'bias0 += vec4f(w0); bias1 += vec4f(w1);' : ''}
    }
    workgroupBarrier();
  }
  // 4. Store what lies inside the result, from one loop.
  var sums = array<vec4f, 16>(${range(8)
    .flatMap((i) => [`sum${i}_0`, `sum${i}_1`])
    .join(', ')});
  for (var e = 0u; e < 64u; e++) {
    let quad = e / 4u;
    let i = i0 + 4u * ti + quad / 2u % 4u + quad / 8u * ${EDGE / 2}u;
    let j = j0 + 4u * tj + quad % 2u * ${EDGE / 2}u + e % 4u;
    if (i < rows && j < columns) { store(i, j, sums[quad][e % 4u]${groupArgument(parts)}); }
  }
  ${
    withBias
      ? `if (i0 == 0u && ti == 0u) {
    var biases = array<vec4f, 2>(bias0, bias1);
    for (var e = 0u; e < 8u; e++) {
      let j = j0 + 4u * tj + e / 4u * ${EDGE / 2}u + e % 4u;
      if (j < columns) { storeBias(j, biases[e / 4u][e % 4u]${groupArgument(parts)}); }
    }
  }`
      : ''
  }`;
}
