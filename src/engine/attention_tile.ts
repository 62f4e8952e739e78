// How much of a head a workgroup of attention holds at once: the largest tile whose arrays fit the device's workgroup memory.

import type { AttentionShape } from './attention_shape.ts';
import { range } from './wgsl.ts';

export interface AttentionTile {
  /** Threads: thread (ti, tj) has the rows ti, ti + down, ... that stay, and tj, tj + across, ... that pass. */
  readonly down: number;
  readonly across: number;
  /** Queries (or keys) that stay in the workgroup, and those that pass by at a time. */
  readonly rows: number;
  readonly passing: number;
  /** Quads of a head's columns, and of a row in workgroup memory: odd, as above. */
  readonly quads: number;
  readonly pitch: number;
}

/** Names of a kernel's arrays in workgroup memory. */
interface TileArrays {
  /** Quads of columns, of the rows that stay and of those that pass. */
  readonly staying: readonly string[];
  readonly passing: readonly string[];
  /** For each passing row and ti a vector over the rows that stay. */
  readonly blocks: readonly string[];
  /** For each tj and ti such a vector. */
  readonly parts?: readonly string[];
}

export const FORWARD_ARRAYS = {
  staying: ['queries'],
  passing: ['keys', 'values'],
  blocks: ['weights'],
  parts: ['parts'],
} as const satisfies TileArrays;
export const QUERY_ARRAYS = {
  staying: ['queries', 'dOut'],
  passing: ['keys', 'values'],
  blocks: ['dScores'],
} as const satisfies TileArrays;
export const KEY_ARRAYS = {
  staying: ['keys', 'values'],
  passing: ['queries', 'dOut'],
  blocks: ['weights', 'dScores'],
} as const satisfies TileArrays;

/** Rows of a thread, columns of it in quads, and passing rows. */
export const ownRows = ({ rows, down }: AttentionTile) => range(rows / down);
export const ownQuads = ({ quads, across }: AttentionTile) => range(Math.ceil(quads / across));
export const ownPassing = ({ passing, across }: AttentionTile) => range(passing / across);

export const threadsOf = ({ down, across }: AttentionTile) => down * across;
/** Vectors from one passing row to the next in a block: odd, so that rows lie in different banks. */
export const blockPitch = ({ down }: AttentionTile) => down + 1;

/** The type of a vector over a thread's rows. */
export const rowVector = ({ rows, down }: AttentionTile) => `vec${rows / down}f`;

/** Elements of the arrays. Threads read whole turns of quads, also past the last row's end. */
function lengthsOf({ staying, passing, blocks, parts = [] }: TileArrays, tile: AttentionTile) {
  const spare = Math.max(0, ownQuads(tile).length * tile.across - tile.pitch);
  const quads = (rows: number) => (name: string) => ({
    name,
    type: 'vec4f',
    length: rows * tile.pitch + spare,
  });
  const vectors = (rows: number) => (name: string) => ({
    name,
    type: rowVector(tile),
    length: rows * blockPitch(tile),
  });
  return [
    ...staying.map(quads(tile.rows)),
    ...passing.map(quads(tile.passing)),
    ...blocks.map(vectors(tile.passing)),
    ...parts.map(vectors(tile.across)),
  ];
}

export const declareArrays = (arrays: TileArrays, tile: AttentionTile) =>
  lengthsOf(arrays, tile)
    .map(({ name, type, length }) => `var<workgroup> ${name}: array<${type}, ${length}>;`)
    .join('\n');

const bytesOf = (arrays: TileArrays, tile: AttentionTile) =>
  lengthsOf(arrays, tile).reduce((sum, { type, length }) => sum + length * (type === 'vec4f' ? 16 : 8), 0);

/** Threads down and across, rows that stay and rows that pass. */
type Size = readonly [down: number, across: number, rows: number, passing: number];

/** The fastest first, in a square of threads. More rows in registers save reads of workgroup memory. */
const SQUARES: readonly Size[] = [
  [8, 8, 32, 32],
  [8, 8, 32, 16],
  [8, 8, 32, 8],
  [8, 8, 16, 16],
  [8, 8, 16, 8],
];
/** Wide heads give more threads enough to do, so that a thread needs fewer registers. */
const WIDE_QUADS = 16;
const WIDE_FORWARD: readonly Size[] = [
  [16, 8, 64, 32],
  [16, 8, 64, 16],
];
const WIDE_BACKWARD: readonly Size[] = [
  [8, 16, 32, 32],
  [8, 16, 32, 16],
];

/** Measured on an NVIDIA H200: bench/README.md. */
function sizesOf({ parts }: TileArrays, quads: number): readonly Size[] {
  if (quads < WIDE_QUADS) return SQUARES;
  return [...(parts ? WIDE_FORWARD : WIDE_BACKWARD), ...SQUARES];
}

/** The first tile that fits so many bytes; undefined for heads that are too wide. */
export function tileOf(
  arrays: TileArrays,
  { headWidth }: Pick<AttentionShape, 'headWidth'>,
  workgroupBytes: number,
): AttentionTile | undefined {
  const quads = Math.ceil(headWidth / 4);
  return sizesOf(arrays, quads)
    .map(([down, across, rows, passing]) => ({ down, across, rows, passing, quads, pitch: quads | 1 }))
    .find((tile) => bytesOf(arrays, tile) <= workgroupBytes);
}
