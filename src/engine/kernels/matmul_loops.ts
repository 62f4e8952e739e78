// Two loops for a product of A [rows, depth] and B [depth, columns]:
//   C_ij = sum_k A_ik B_kj
// `registerLoop`: a thread sums an 8 x 8 block from loads alone. It has no barrier, which software adapters are slow at.
// `tiledLoop`: a workgroup sums a 64 x 64 block through workgroup memory. Twin: model/dense.ts.
import { range, unroll } from '../wgsl.ts';

export interface MatmulParts {
  /** WGSL for the number of rows of the result, and of summands. */
  readonly rows: string;
  readonly depth: string;
  /** Offset of A's row i, and from one summand to the next. */
  readonly baseA: (i: string) => string;
  readonly stepA: string;
  /** Along which index neighbouring elements of the operand are neighbours in memory. */
  readonly fastA: 'row' | 'depth';
  readonly a: (at: string) => string;
  /** Names of the operands' buffers. */
  readonly bufferA: string;
  readonly bufferB: string;
  readonly baseB: (j: string) => string;
  readonly stepB: string;
  readonly fastB: 'column' | 'depth';
  readonly b: (at: string) => string;
  /** Workgroups along z each sum a share of the depth. */
  readonly slices?: boolean;
  /** Also sums B over the depth. */
  readonly bias?: boolean;
  /** Statements over i, j and value: those that read, and give `result`, then those that store it. */
  readonly finish: string;
  readonly store: string;
  readonly storeBias?: string;
}

export interface Tile {
  readonly workgroup: readonly [number, number];
  readonly rowsPerGroup: number;
  readonly columnsPerGroup: number;
  readonly declarations: string;
}

/** Edge of a thread's block. */
const BLOCK = 8;
const BLOCKS = 4;
export const registerTile: Tile = {
  workgroup: [BLOCKS, BLOCKS],
  rowsPerGroup: BLOCK * BLOCKS,
  columnsPerGroup: BLOCK * BLOCKS,
  declarations: '',
};

export const depthRange = ({ depth, slices }: MatmulParts) =>
  slices
    ? `let first = group.z * sizes.share;\n  let depth = min(${depth}, first + sizes.share);`
    : `const first = 0u;\n  let depth = ${depth};`;

export const groupArgument = ({ slices }: MatmulParts) => (slices ? ', group' : '');

export function registerLoop(parts: MatmulParts): string {
  const { rows, baseA, stepA, a, baseB, stepB, b, bias } = parts;
  const block = range(BLOCK);
  const each = (line: (i: number, j: number) => string) =>
    block.map((i) => block.map((j) => line(i, j)).join(' ')).join('\n');
  return `
  // 1. A thread takes an ${BLOCK} x ${BLOCK} block of the result; its sums live in registers.
  let rows = ${rows};
  let columns = sizes.columns;
  let i0 = id.y * ${BLOCK}u;
  let j0 = id.x * ${BLOCK}u;
  if (i0 >= rows || j0 >= columns) { return; }
  ${depthRange(parts)}
  ${unroll(BLOCK, (i) => `let a${i} = ${baseA(`min(i0 + ${i}u, rows - 1u)`)};`)}
  ${unroll(BLOCK, (j) => `let b${j} = ${baseB(`min(j0 + ${j}u, columns - 1u)`)};`)}
  ${each((i, j) => `var sum${i}_${j} = 0f;`)}
  ${bias && parts.storeBias ? block.map((j) => `var bias${j} = 0f;`).join(' ') : ''}
  // 2. For each summand: load ${BLOCK} elements of A and ${BLOCK} of B, and add their ${BLOCK * BLOCK} products.
  for (var k = first; k < depth; k++) {
    let alongA = k * ${stepA};
    let alongB = k * ${stepB};
    ${unroll(BLOCK, (i) => `let x${i} = ${a(`a${i} + alongA`)};`)}
    ${unroll(BLOCK, (j) => `let w${j} = ${b(`b${j} + alongB`)};`)}
    ${each((i, j) => `sum${i}_${j} += x${i} * w${j};`)}
    ${bias && parts.storeBias ? block.map((j) => `bias${j} += w${j};`).join(' ') : ''}
  }
  // 3. Store the block. One call in a loop: ${BLOCK * BLOCK} inlined calls would take longer to compile than to run.
  var sums: array<f32, ${BLOCK * BLOCK}>;
  ${each((i, j) => `sums[${i * BLOCK + j}] = sum${i}_${j};`)}
  for (var e = 0u; e < ${BLOCK * BLOCK}u; e++) {
    let i = i0 + e / ${BLOCK}u;
    let j = j0 + e % ${BLOCK}u;
    if (i < rows && j < columns) { store(i, j, sums[e]${groupArgument(parts)}); }
  }
  ${
    bias && parts.storeBias
      ? `if (i0 == 0u) { ${block.map((j) => `if (j0 + ${j}u < columns) { storeBias(j0 + ${j}u, bias${j}${groupArgument(parts)}); }`).join(' ')} }`
      : ''
  }`;
}

const EDGE = 64;
const DEPTH = 16;
const THREADS = 16;
const EACH = EDGE / THREADS;
/** One more than the edge, so that threads of a column do not share a memory bank. */
const PITCH = EDGE + 1;
export const tiledTile: Tile = {
  workgroup: [THREADS, THREADS],
  rowsPerGroup: EDGE,
  columnsPerGroup: EDGE,
  declarations: `var<workgroup> tileA: array<f32, ${DEPTH * PITCH}>;
var<workgroup> tileB: array<f32, ${DEPTH * PITCH}>;`,
};

/** Copies a block of an operand to workgroup memory, neighbours in memory by neighbouring threads; 0 outside. */
function loadTile(
  name: string,
  alongDepth: boolean,
  limit: string,
  start: string,
  base: string,
  step: string,
  load: string,
) {
  const [edge, k] = alongDepth ? [`e / ${DEPTH}u`, `e % ${DEPTH}u`] : [`e % ${EDGE}u`, `e / ${EDGE}u`];
  return `for (var e = local; e < ${EDGE * DEPTH}u; e += ${THREADS * THREADS}u) {
      let edge = ${edge};
      let k = ${k};
      var value = 0f;
      if (${start} + edge < ${limit} && k0 + k < depth) { value = ${load.replace('AT', `${base} + (k0 + k) * ${step}`)}; }
      ${name}[k * ${PITCH}u + edge] = value;
    }`;
}

export function tiledLoop(parts: MatmulParts): string {
  const { rows, baseA, stepA, fastA, a, baseB, stepB, fastB, b, bias } = parts;
  const block = range(EACH);
  const each = (line: (i: number, j: number) => string) =>
    block.map((i) => block.map((j) => line(i, j)).join(' ')).join('\n');
  const stored = (i: number, j: number) => {
    const [row, column] = [`i0 + ti + ${i * THREADS}u`, `j0 + tj + ${j * THREADS}u`];
    return `if (${row} < rows && ${column} < columns) { store(${row}, ${column}, sum${i}_${j}${groupArgument(parts)}); }`;
  };
  const withBias = Boolean(bias && parts.storeBias);
  return `
  // 1. A workgroup takes a ${EDGE} x ${EDGE} block of the result; a thread sums ${EACH} x ${EACH} of it, ${THREADS} apart.
  let rows = ${rows};
  let columns = sizes.columns;
  let i0 = group.y * ${EDGE}u;
  let j0 = group.x * ${EDGE}u;
  if (i0 >= rows) { return; }
  ${depthRange(parts)}
  let ti = local / ${THREADS}u;
  let tj = local % ${THREADS}u;
  ${each((i, j) => `var sum${i}_${j} = 0f;`)}
  ${withBias ? block.map((j) => `var bias${j} = 0f;`).join(' ') : ''}
  for (var k0 = first; k0 < depth; k0 += ${DEPTH}u) {
    // 2. Copy ${EDGE} x ${DEPTH} of A and ${DEPTH} x ${EDGE} of B to workgroup memory.
    ${loadTile('tileA', fastA === 'depth', 'rows', 'i0', baseA('(i0 + edge)'), stepA, a('AT'))}
    ${loadTile('tileB', fastB === 'depth', 'columns', 'j0', baseB('(j0 + edge)'), stepB, b('AT'))}
    workgroupBarrier();
    // 3. For each of the ${DEPTH} summands: read ${EACH} + ${EACH} elements there, and add their ${EACH * EACH} products.
    for (var k = 0u; k < ${DEPTH}u; k++) {
      ${unroll(EACH, (i) => `let x${i} = tileA[k * ${PITCH}u + ti + ${i * THREADS}u];`)}
      ${unroll(EACH, (j) => `let w${j} = tileB[k * ${PITCH}u + tj + ${j * THREADS}u];`)}
      ${each((i, j) => `sum${i}_${j} += x${i} * w${j};`)}
      ${withBias ? block.map((j) => `bias${j} += w${j};`).join(' ') : ''}
    }
    workgroupBarrier();
  }
  // 4. Store what lies inside the result.
  ${block.map((i) => unroll(EACH, (j) => stored(i, j))).join('\n')}
  ${
    withBias
      ? `if (i0 == 0u && ti == 0u) { ${block.map((j) => `if (j0 + tj + ${j * THREADS}u < columns) { storeBias(j0 + tj + ${j * THREADS}u, bias${j}${groupArgument(parts)}); }`).join(' ')} }`
      : ''
  }`;
}
