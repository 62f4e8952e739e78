// The memory of one instance of the kernels: allocation upwards, release down to a mark. Pages are added on demand; all go
// back when the instance goes.
import type { CpuKernels } from './kernels.ts';

export class OutOfMemoryError extends Error {}

const ALIGNMENT = 64;
const PAGE = 65536;
/** Kernels work in fours of rows and eights of columns: they read and write a little past the end. */
const ROOM_FLOATS = 16;

const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;

export class Heap {
  private top: number;

  constructor(
    private readonly memory: CpuKernels['memory'],
    base: number,
  ) {
    this.top = base;
  }

  /** Address of room for `count` floats and a little more. Throws `OutOfMemoryError` where the browser gives no more. */
  floats(count: number): number {
    const address = Math.ceil(this.top / ALIGNMENT) * ALIGNMENT;
    this.top = address + 4 * (count + ROOM_FLOATS);
    const missing = Math.ceil((this.top - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) this.grow(missing);
    return address;
  }

  protected grow(pages: number): void {
    try {
      this.memory.grow(pages);
    } catch {
      throw new OutOfMemoryError(
        `The CPU engine is out of memory: a model needs ${megabytes(this.top)} (expected at most 4096 MB, or what is free). Fewer samples per prompt or prompts per batch need less.`,
      );
    }
  }

  mark(): number {
    return this.top;
  }

  /** Gives back everything that was allocated after the mark. */
  release(mark: number): void {
    this.top = mark;
  }

  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** A view that lasts until the next allocation. */
  f32(address: number, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.memory.buffer as ArrayBuffer, address, count);
  }

  u32(address: number, count: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.memory.buffer as ArrayBuffer, address, count);
  }

  /** Copies whole numbers into fresh memory. */
  integers(values: ArrayLike<number>): number {
    const address = this.floats(values.length);
    this.u32(address, values.length).set(values);
    return address;
  }

  numbers(values: ArrayLike<number>): number {
    const address = this.floats(values.length);
    this.f32(address, values.length).set(values);
    return address;
  }
}
