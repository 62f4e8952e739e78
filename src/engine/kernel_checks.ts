// What the tests of single kernels share: one dispatch from arrays to arrays, and the comparison with a twin in double
// precision.

import { expect } from 'vitest';
import type { Counts, Segment } from '../model/packing.ts';
import { Stream } from '../random/stream.ts';
import { encode } from './commands.ts';
import type { Gpu } from './gpu.ts';
import { Arena } from './operation.ts';
import type { Kernel } from './wgsl.ts';

type Numbers = Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

export interface Dispatch {
  /** Contents by binding name; a number is the size of a buffer of zeros. */
  readonly buffers: Readonly<Record<string, Numbers | number>>;
  readonly values?: Readonly<Record<string, number>>;
  readonly counts?: Partial<Counts> & { readonly first?: number };
  readonly groups: readonly [number, number, number?];
  /** Bindings to read back, as floats. */
  readonly read: readonly string[];
}

export async function dispatch(gpu: Gpu, kernel: Kernel, given: Dispatch): Promise<Float32Array[]> {
  await gpu.compile([kernel]);
  const arena = new Arena(gpu);
  try {
    const { tokens = 0, slots = 0, owners = 0, first = 0 } = given.counts ?? {};
    const counts = arena.uniform('counts', Uint32Array.of(tokens, slots, owners, first).buffer);
    const sizes = new Map<string, number>();
    const buffers = Object.fromEntries(
      Object.entries(given.buffers).map(([name, content]) => {
        const length = typeof content === 'number' ? content : content.length;
        sizes.set(name, length);
        const buffer = arena.numbers(name, length);
        if (typeof content !== 'number') gpu.device.queue.writeBuffer(buffer, 0, content);
        return [name, buffer];
      }),
    );
    const operation = arena.bind(kernel, {
      buffers,
      values: given.values,
      counts,
      groups: () => given.groups,
    });
    const read = given.read.map((name) => ({ buffer: buffers[name], bytes: 4 * sizes.get(name)! }));
    const bytes = await gpu.submitAndRead(
      (encoder) => encode(encoder, [operation], { tokens, slots, owners }),
      read,
    );
    return bytes.map((part) => new Float32Array(part));
  } finally {
    arena.dispose();
  }
}

/** The largest error of the comparisons since it was set to 0, as a share of the largest number in them. */
export const seen = {
  largestError: 0,
  error(share: number) {
    this.largestError = Math.max(this.largestError, share);
  },
};

/**
 * Allows 1e-4 of the largest number expected, or of `terms`, the size of what cancels in it. A single-precision
 * difference is no more exact than its terms.
 */
export function expectClose(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  what = '',
  terms = 1e-3,
): void {
  expect(got.length, what).toBe(expected.length);
  let largest = terms;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i]));
  for (let i = 0; i < expected.length; i++) {
    seen.error(Math.abs(got[i] - expected[i]) / largest);
    if (!(Math.abs(got[i] - expected[i]) <= 1e-4 * largest))
      expect.fail(`${what}[${i}] is ${got[i]} (expected ${expected[i]})`);
  }
}

/** Arrays of one run, drawn from a seed. */
export class Draw {
  private readonly stream: Stream;

  constructor(seed: number) {
    this.stream = Stream.fromSeed(seed);
  }

  floats(size: number, scale = 1): Float32Array<ArrayBuffer> {
    return Float32Array.from({ length: size }, () => scale * this.stream.normal());
  }

  integers(size: number, below: number): Uint32Array<ArrayBuffer> {
    return Uint32Array.from({ length: size }, () => this.stream.integer(below));
  }

  /** `count` different integers below `below`, rising. */
  chosen(count: number, below: number): Uint32Array<ArrayBuffer> {
    const every = Array.from({ length: below }, (_, i) => i);
    return Uint32Array.from(this.stream.choose(every, count).sort((a, b) => a - b));
  }

  /** Lengths of rows that together hold `total`. */
  lengths(total: number): number[] {
    const lengths: number[] = [];
    for (let left = total; left > 0; left -= lengths.at(-1)!)
      lengths.push(1 + this.stream.integer(Math.min(left, 9)));
    return lengths;
  }
}

/** Rows of the lengths; those of every second group of three share the first one's tokens as their prefix. */
export function groupedRows(lengths: readonly number[]): Segment[] {
  const segments: Segment[] = [];
  let start = 0;
  for (let first = 0; first < lengths.length; first += 3) {
    const group = lengths.slice(first, first + 3);
    const shared = first % 2 === 1 && group.length > 1;
    const groupEnd = start + group.reduce((sum, length) => sum + length, 0);
    const prefixStart = start;
    group.forEach((length, r) => {
      const end = start + length;
      const prefixEnd = shared && r > 0 ? prefixStart + group[0] : start;
      segments.push({
        prefixStart: shared && r > 0 ? prefixStart : start,
        prefixEnd,
        start,
        end,
        seenUntil: shared && r === 0 ? groupEnd : end,
      });
      start = end;
    });
  }
  return segments;
}
