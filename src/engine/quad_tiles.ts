// How tiles of two operands go from memory to a workgroup, for the product of matmul_quads.ts: quads are fetched into
// registers, and put down later. Offsets are kept from tile to tile.

import type { MatmulParts } from './kernels/matmul_loops.ts';
import { range, unroll } from './wgsl.ts';

/** How a workgroup goes over its block of the result. Measured on an NVIDIA H200: bench/README.md. */
export interface QuadPlan {
  /** Threads of a block: multiples of 4 and 8, a subgroup's share of it. */
  readonly down: number;
  readonly across: number;
  /** Rows and columns of a thread. */
  readonly rows: number;
  readonly columns: number;
  /** Summands of a tile, and those of one turn of the loop. */
  readonly depth: number;
  readonly unrolled: number;
  /** Threads that share the same elements. */
  readonly sharers: number;
  /** Tiles in workgroup memory: of two, one is filled while the other is read. */
  readonly stages: 1 | 2;
}

export const PLANS = {
  /** For results of so few blocks that threads share one. Small models have many such kernels, so it compiles fast. */
  few: { down: 8, across: 8, rows: 8, columns: 8, depth: 32, unrolled: 4, sharers: 2, stages: 1 },
  /** For results of so few blocks that each has a card's processor almost to itself: it waits for memory less. */
  narrow: { down: 8, across: 8, rows: 8, columns: 8, depth: 16, unrolled: 16, sharers: 1, stages: 2 },
  /** Reads memory less often for as many products. */
  wide: { down: 16, across: 8, rows: 8, columns: 8, depth: 16, unrolled: 16, sharers: 1, stages: 1 },
  /** So does this, and a card runs all its blocks at once where there would be too many of the last. */
  large: { down: 16, across: 8, rows: 8, columns: 16, depth: 16, unrolled: 8, sharers: 1, stages: 1 },
} as const satisfies Readonly<Record<string, QuadPlan>>;

export type PlanName = keyof typeof PLANS;

export const PLAN_NAMES = Object.keys(PLANS) as PlanName[];

/** Rows and columns of a workgroup's block. */
export const blockOf = ({ down, across, rows, columns }: QuadPlan): readonly [number, number] => [
  down * rows,
  across * columns,
];

/** Quads from one summand to the next in workgroup memory. */
export const pitchOf = (edge: number) => edge / 4 + 1;

interface Operand {
  readonly name: 'A' | 'B';
  /** The whole buffer, as quads. */
  readonly buffer: string;
  readonly alongDepth: boolean;
  /** Rows (or columns) of the block. */
  readonly edge: number;
  /** Rows (or columns) of the operand, and the first of the block. */
  readonly limit: string;
  readonly start: string;
  readonly base: (row: string) => string;
  readonly step: string;
}

/** WGSL of a tile's way. */
interface Moves {
  /** Its registers, and their offsets in the buffer. */
  readonly declare: string;
  /** Reads the tile from `next` on; summands from `depth` on are 0. */
  readonly fetch: string;
  /** The same where the whole tile lies before `depth`. */
  readonly fetchWhole: string;
  /** Puts it into workgroup memory, at stage `filled`. */
  readonly put: string;
}

// Rows beyond the last are those of the last: what is summed from them is not stored.

function alongEdge(
  { name, buffer, edge, limit, start, base, step }: Operand,
  depth: number,
  threads: number,
): Moves {
  const [quads, pitch] = [edge / 4, pitchOf(edge)];
  const units = range(Math.ceil((depth * quads) / threads)).map((u) => {
    const [own, at] = [`own${name}${u}`, `(local + ${u * threads}u)`];
    const inside = (u + 1) * threads > depth * quads ? `if (${at} < ${depth * quads}u) ` : '';
    const first = base(`min(${start} + ${at} % ${quads}u * 4u, (${limit} - 1u) / 4u * 4u)`);
    return {
      declare: `let k${name}${u} = ${at} / ${quads}u;
  var from${name}${u} = (${first} + (first + k${name}${u}) * ${step}) / 4u;
  var ${own} = quad_();`,
      fetch: `${own} = quad_();
      if (next + k${name}${u} < depth) { ${own} = quad_(${buffer}[from${name}${u}]); }`,
      fetchWhole: `${own} = quad_(${buffer}[from${name}${u}]);`,
      advance: `from${name}${u} += step${name};`,
      put: `${inside}{ tile${name}[filled * ${depth * pitch}u + ${at} / ${quads}u * ${pitch}u + ${at} % ${quads}u] = ${own}; }`,
    };
  });
  return joined(units, `let step${name} = ${depth}u * ${step} / 4u;`);
}

/** A unit is four quads along the depth, which are turned in registers. */
function alongDepth(
  { name, buffer, edge, limit, start, base, step }: Operand,
  depth: number,
  threads: number,
): Moves {
  const [quads, pitch, across] = [edge / 4, pitchOf(edge), depth / 4];
  const units = range(Math.ceil((across * quads) / threads)).map((u) => {
    const at = `(local + ${u * threads}u)`;
    const inside = (u + 1) * threads > across * quads ? `if (${at} < ${across * quads}u) ` : '';
    const [k, own, from] = [`k${name}${u}`, `own${name}${u}_`, `from${name}${u}_`];
    const first = (r: number) => base(`min(${start} + ${at} / ${across}u * 4u + ${r}u, ${limit} - 1u)`);
    const read = unroll(4, (r) => `${own}${r} = quad_(${buffer}[${from}${r}]);`);
    const turned = (e: number) => `quad_(${range(4).map((r) => `${own}${r}[${e}]`)})`;
    const to = (e: number) => `(${at} % ${across}u * 4u + ${e}u) * ${pitch}u + ${at} / ${across}u`;
    return {
      declare: `let ${k} = ${at} % ${across}u * 4u;
  ${unroll(4, (r) => `var ${from}${r} = (${first(r)} + (first + ${k}) * ${step}) / 4u; var ${own}${r} = quad_();`)}`,
      fetch: `${unroll(4, (r) => `${own}${r} = quad_();`)}
      if (next + ${k} < depth) { ${read} }`,
      fetchWhole: read,
      advance: unroll(4, (r) => `${from}${r} += step${name};`),
      put: `${inside}{ ${unroll(4, (e) => `tile${name}[filled * ${depth * pitch}u + ${to(e)}] = ${turned(e)};`)} }`,
    };
  });
  return joined(units, `let step${name} = ${depth}u * ${step} / 4u;`);
}

interface Unit extends Moves {
  readonly advance: string;
}

const joined = (units: readonly Unit[], step: string): Moves => {
  const all = (line: (unit: Unit) => string) => units.map(line).join('\n      ');
  return {
    declare: `${step}\n  ${all(({ declare }) => declare)}`,
    fetch: all(({ fetch, advance }) => `${fetch} ${advance}`),
    fetchWhole: all(({ fetchWhole, advance }) => `${fetchWhole} ${advance}`),
    put: all(({ put }) => put),
  };
};

/** Of both operands of a product. `fetch` reads the tiles from `next` on. */
export function tileMoves(parts: MatmulParts, plan: QuadPlan): Pick<Moves, 'declare' | 'fetch' | 'put'> {
  const { baseA, stepA, fastA, bufferA, baseB, stepB, fastB, bufferB } = parts;
  const { depth, sharers, down, across } = plan;
  const [rowEdge, columnEdge] = blockOf(plan);
  const of = (operand: Operand) =>
    (operand.alongDepth ? alongDepth : alongEdge)(operand, depth, down * across * sharers);
  const moves = [
    of({
      name: 'A',
      buffer: bufferA,
      alongDepth: fastA === 'depth',
      edge: rowEdge,
      limit: 'rows',
      start: 'i0',
      base: baseA,
      step: stepA,
    }),
    of({
      name: 'B',
      buffer: bufferB,
      alongDepth: fastB === 'depth',
      edge: columnEdge,
      limit: 'columns',
      start: 'j0',
      base: baseB,
      step: stepB,
    }),
  ];
  const both = (part: keyof Moves) => moves.map((move) => move[part]).join('\n    ');
  return {
    declare: both('declare'),
    fetch: `if (next + ${depth}u <= depth) {
      ${both('fetchWhole')}
    } else {
      ${both('fetch')}
    }`,
    put: both('put'),
  };
}
