// The product of matmul_loops.ts for graphics cards: a workgroup sums a block of the result, a thread 8 x 8 of it as quads,
// and memory is read and written four numbers at a time:
//   C_ij = sum_k A_ik B_kj
// The next tiles are on their way into registers while these are multiplied. Threads that share a block each take every
// so-manieth part of the summands, which keeps a card busy where the result has few blocks.
// Needs operands and results whose rows are multiples of 4 long. Twin: model/dense.ts.
import { range, unroll } from '../wgsl.ts';
import { depthRange, groupArgument, type MatmulParts, type Tile } from './matmul_loops.ts';

/** Rows and columns of a thread. */
const OWN = 8;
/** Quads that a sharer hands over at once. */
const AT_ONCE = 8;

const EDGE = 64;
const ACROSS = EDGE / OWN;
const IN_BLOCK = ACROSS * ACROSS;
const QUADS = EDGE / 4;
/** Quads from one summand to the next in workgroup memory. */
const PITCH = QUADS + 1;

/** How a workgroup goes over its block. Measured on an NVIDIA H200: bench/README.md. */
interface QuadPlan {
  /** Summands of a tile, and those of one turn of the loop. */
  readonly depth: number;
  readonly unrolled: number;
  /** Threads that share 8 x 8 elements. */
  readonly sharers: number;
}
const PLANS = {
  many: { depth: 16, unrolled: 4, sharers: 1 },
  few: { depth: 32, unrolled: 4, sharers: 2 },
} as const satisfies Readonly<Record<string, QuadPlan>>;

/** By how many blocks the result has. */
export type Blocks = keyof typeof PLANS;

/** @param type of the tiles' numbers. */
export function quadTile(type: 'f32' | 'f16', blocks: Blocks): Tile {
  const { depth, sharers } = PLANS[blocks];
  return {
    workgroup: [IN_BLOCK * sharers, 1],
    rowsPerGroup: EDGE,
    columnsPerGroup: EDGE,
    declarations: `alias quad_ = vec4<${type}>;
var<workgroup> tileA: array<quad_, ${depth * PITCH}>;
var<workgroup> tileB: array<quad_, ${depth * PITCH}>;
${sharers > 1 ? `var<workgroup> handed: array<vec4f, ${IN_BLOCK * AT_ONCE}>;` : ''}`,
  };
}

interface Operand {
  readonly name: 'A' | 'B';
  /** The whole buffer, as quads. */
  readonly buffer: string;
  readonly alongDepth: boolean;
  /** Rows (or columns) of the operand, and the first of the block. */
  readonly limit: string;
  readonly start: string;
  readonly base: (row: string) => string;
  readonly step: string;
}

/** WGSL that moves a tile: `declare` its registers, `fetch` it from memory, and `put` it down for the workgroup. */
function moves(operand: Operand, { depth, sharers }: QuadPlan) {
  const { name, buffer, alongDepth, limit, start, base, step } = operand;
  const threads = IN_BLOCK * sharers;
  // A unit is a quad along the edge, or four quads along the depth, which are turned in registers.
  const units = (alongDepth ? depth / 4 : depth) * QUADS;
  const each = (line: (at: string, register: string) => string) =>
    unroll(Math.ceil(units / threads), (u) => {
      const at = u === 0 ? 'local' : `(local + ${u * threads}u)`;
      const inside = (u + 1) * threads > units ? `if (${at} < ${units}u) ` : '';
      return `${inside}{ ${line(at, `own${name}${u}_`)} }`;
    });
  const registers = range(Math.ceil(units / threads)).flatMap((u) =>
    range(alongDepth ? 4 : 1).map((r) => `own${name}${u}_${r}`),
  );
  const declare = registers.map((register) => `var ${register} = quad_();`).join(' ');
  if (!alongDepth)
    return {
      declare,
      fetch: each(
        (at, own) => `let k = next + ${at} / ${QUADS}u;
      let edge = ${start} + ${at} % ${QUADS}u * 4u;
      ${own}0 = quad_();
      if (edge < ${limit} && k < depth) { ${own}0 = quad_(${buffer}[(${base('edge')} + k * ${step}) / 4u]); }`,
      ),
      put: each((at, own) => `tile${name}[${at} / ${QUADS}u * ${PITCH}u + ${at} % ${QUADS}u] = ${own}0;`),
    };
  const across = depth / 4;
  return {
    declare,
    fetch: each(
      (at, own) => `let edge = ${start} + ${at} / ${across}u * 4u;
      let k = next + ${at} % ${across}u * 4u;
      ${unroll(
        4,
        (r) => `${own}${r} = quad_();
      if (edge + ${r}u < ${limit} && k < depth) { ${own}${r} = quad_(${buffer}[(${base(`(edge + ${r}u)`)} + k) / 4u]); }`,
      )}`,
    ),
    put: each(
      (at, own) => `let to = ${at} % ${across}u * ${4 * PITCH}u + ${at} / ${across}u;
      ${unroll(4, (e) => `tile${name}[to + ${e * PITCH}u] = quad_(${range(4).map((r) => `${own}${r}[${e}]`)});`)}`,
    ),
  };
}

/** Adds what the other sharers of a block have to what the first has. */
const handOver = (names: readonly string[], sharers: number) =>
  range(sharers - 1)
    .flatMap((s) =>
      range(Math.ceil(names.length / AT_ONCE)).map((h) => {
        const some = names.slice(h * AT_ONCE, (h + 1) * AT_ONCE);
        const place = (q: number) => `handed[${q * IN_BLOCK}u + place]`;
        return `if (sharer == ${s + 1}u) { ${some.map((name, q) => `${place(q)} = ${name};`).join(' ')} }
  workgroupBarrier();
  if (sharer == 0u) { ${some.map((name, q) => `${name} += ${place(q)};`).join(' ')} }
  workgroupBarrier();`;
      }),
    )
    .join('\n  ');

/** @param type of the tiles' numbers; products of f16 are rounded, as the hardware does it fastest. */
export function quadLoop(parts: MatmulParts, type: 'f32' | 'f16', blocks: Blocks): string {
  const { rows, baseA, stepA, fastA, baseB, stepB, fastB, bias, bufferA, bufferB } = parts;
  const plan = PLANS[blocks];
  const { depth, sharers, unrolled } = plan;
  const withBias = Boolean(bias && parts.storeBias);
  const a = moves(
    {
      name: 'A',
      buffer: bufferA,
      alongDepth: fastA === 'depth',
      limit: 'rows',
      start: 'i0',
      base: baseA,
      step: stepA,
    },
    plan,
  );
  const b = moves(
    {
      name: 'B',
      buffer: bufferB,
      alongDepth: fastB === 'depth',
      limit: 'columns',
      start: 'j0',
      base: baseB,
      step: stepB,
    },
    plan,
  );
  const sums = range(OWN).flatMap((i) => [0, 1].map((h) => `sum${i}_${h}`));
  const biases = withBias ? ['bias0', 'bias1'] : [];
  const add = (i: number, h: number) => {
    const [sum, x, w] = [`sum${i}_${h}`, `x${i >> 2}[${i & 3}]`, `w${h}`];
    return type === 'f32' ? `${sum} = fma(vec4f(${x}), ${w}, ${sum});` : `${sum} += vec4f(${x} * ${w});`;
  };
  const inside = (i: string, j: string, call: string) => `if (${i} < rows && ${j} < columns) { ${call} }`;
  const stored = (i: number, h: number) => {
    const row = `i0 + 4u * ti + ${(i & 3) + (i >> 2) * (EDGE / 2)}u`;
    const column = `j0 + 4u * tj + ${h * (EDGE / 2)}u`;
    return inside(row, column, `store(${row}, ${column}, sum${i}_${h}${groupArgument(parts)});`);
  };
  return `
  // 1. A workgroup takes a ${EDGE} x ${EDGE} block of the result; a thread sums two quads of rows by two of columns.
  let rows = ${rows};
  let columns = sizes.columns;
  let i0 = group.y * ${EDGE}u;
  let j0 = group.x * ${EDGE}u;
  if (i0 >= rows) { return; }
  ${depthRange(parts)}
  let place = local % ${IN_BLOCK}u;
  let sharer = local / ${IN_BLOCK}u;
  let ti = place / ${ACROSS}u;
  let tj = place % ${ACROSS}u;
  ${[...sums, ...biases].map((name) => `var ${name} = vec4f(0f);`).join('\n')}
  ${a.declare}
  ${b.declare}
  // 2. Fetch ${EDGE} x ${depth} of A and ${depth} x ${EDGE} of B into registers, a quad at a time.
  var next = first;
  ${a.fetch}
  ${b.fetch}
  for (var k0 = first; k0 < depth; k0 += ${depth}u) {
    // 3. Put them into workgroup memory, and fetch the next ones.
    ${a.put}
    ${b.put}
    workgroupBarrier();
    next += ${depth}u;
    ${a.fetch}
    ${b.fetch}
    // 4. For each of a sharer's ${depth / sharers} summands: read two quads of A and two of B there, and add their 64 products.
    for (var k = sharer * ${depth / sharers}u; k < (sharer + 1u) * ${depth / sharers}u; k += ${unrolled}u) {
      ${unroll(
        unrolled,
        (u) => `{
      let x0 = tileA[(k + ${u}u) * ${PITCH}u + ti];
      let x1 = tileA[(k + ${u}u) * ${PITCH}u + ti + ${ACROSS}u];
      let w0 = tileB[(k + ${u}u) * ${PITCH}u + tj];
      let w1 = tileB[(k + ${u}u) * ${PITCH}u + tj + ${ACROSS}u];
      ${unroll(OWN, (i) => [0, 1].map((h) => add(i, h)).join(' '))}
      ${withBias ? 'if (i0 == 0u) { bias0 += vec4f(w0); bias1 += vec4f(w1); }' : ''}
      }`,
      )}
    }
    workgroupBarrier();
  }
  ${handOver([...sums, ...biases], sharers)}
  // 5. Store what lies inside the result.
  if (sharer > 0u) { return; }
  ${unroll(OWN, (i) => [0, 1].map((h) => stored(i, h)).join('\n'))}
  ${
    withBias
      ? `if (i0 == 0u && ti == 0u) {
    ${unroll(2, (h) => {
      const column = `j0 + 4u * tj + ${h * (EDGE / 2)}u`;
      return `if (${column} < columns) { storeBias(${column}, bias${h}${groupArgument(parts)}); }`;
    })}
  }`
      : ''
  }`;
}
