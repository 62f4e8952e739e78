// A vector of parameters on the device. Where one buffer would be larger than the device binds, it lies in several:
// embeddings, blocks, and what follows them are cut apart, and neighbours share a buffer where they fit.
import type { ParameterView } from '../model/parameters.ts';
import type { Arena } from './operation.ts';

/** Consecutive tensors of one buffer. */
export interface Piece {
  readonly first: number;
  /** Floats. */
  readonly size: number;
  readonly views: readonly ParameterView[];
}

/** A parameter's buffer, and its offset in it, in floats. */
export interface Place {
  readonly buffer: GPUBuffer;
  readonly at: number;
}

/** Tensors that some kernel reads from one buffer. */
const groupOf = (name: string) =>
  name.startsWith('h.') ? name.split('.', 2).join('.') : name.replace(/^wpe\b/, 'wte').split('.')[0];

const sizeOf = (views: readonly ParameterView[]) => views.reduce((sum, { size }) => sum + size, 0);

/** @param bytesEach of a float. A group of tensors that is larger than a buffer may be has a piece of its own. */
export function piecesOf(views: readonly ParameterView[], bytesEach: number, bindingBytes: number): Piece[] {
  const most = Math.floor(bindingBytes / bytesEach);
  const groups = new Map<string, ParameterView[]>();
  for (const view of views) {
    const known = groups.get(groupOf(view.name));
    if (known) known.push(view);
    else groups.set(groupOf(view.name), [view]);
  }
  const lists: ParameterView[][] = [];
  for (const group of groups.values()) {
    const last = lists.at(-1);
    if (last && sizeOf(last) + sizeOf(group) <= most) last.push(...group);
    else lists.push([...group]);
  }
  return lists.map((list) => ({ first: list[0].offset, size: sizeOf(list), views: list }));
}

/** Throws where a piece is larger than a buffer may be. Nothing is allocated before. */
export function checkPieces(pieces: readonly Piece[], bytesEach: number, bindingBytes: number): void {
  const odd = pieces.find(({ size }) => bytesEach * size > bindingBytes);
  if (!odd) return;
  const { name } = odd.views.reduce((a, b) => (b.size > a.size ? b : a));
  const ways = bytesEach === 4 ? 'LoRA with 16-bit storage needs half of it; ' : '';
  throw new Error(
    `invalid model for this device: ${name} needs a buffer of ${bytesEach * odd.size} bytes (expected at most ${bindingBytes}; ${ways}the CPU engine has no such limit)`,
  );
}

/** Numbers for every parameter, in the buffers of the pieces. */
export class ParameterVector {
  readonly buffers: readonly GPUBuffer[];

  constructor(
    private readonly arena: Arena,
    label: string,
    readonly pieces: readonly Piece[],
    /** `half`: storage precision, which the host can not write. */
    type: 'f32' | 'half' = 'f32',
  ) {
    this.buffers = pieces.map(({ size }) =>
      type === 'f32' ? arena.numbers(label, size) : arena.halves(label, size),
    );
  }

  /** Of the names given; others are undefined. */
  places(): ReadonlyMap<string, Place> {
    return new Map(
      this.pieces.flatMap(({ first, views }, p) =>
        views.map(({ name, offset }) => [name, { buffer: this.buffers[p], at: offset - first }] as const),
      ),
    );
  }

  write(values: Float32Array): void {
    const { queue } = this.arena.gpu.device;
    this.pieces.forEach(({ first, size }, p) => {
      queue.writeBuffer(this.buffers[p], 0, values.subarray(first, first + size));
    });
  }

  /** For reading all; `joined` puts what was read together. */
  get parts(): { readonly buffer: GPUBuffer; readonly bytes: number }[] {
    return this.pieces.map(({ size }, p) => ({ buffer: this.buffers[p], bytes: 4 * size }));
  }

  copyFrom({ buffers }: ParameterVector, encoder: GPUCommandEncoder): void {
    this.parts.forEach(({ buffer, bytes }, p) => {
      encoder.copyBufferToBuffer(buffers[p], 0, buffer, 0, bytes);
    });
  }
}

/** Consecutive parts of one vector. */
export function joined(parts: readonly ArrayBuffer[]): Float32Array<ArrayBuffer> {
  if (parts.length === 1) return new Float32Array(parts[0]);
  const result = new Float32Array(parts.reduce((sum, { byteLength }) => sum + byteLength / 4, 0));
  let at = 0;
  for (const part of parts) {
    result.set(new Float32Array(part), at);
    at += part.byteLength / 4;
  }
  return result;
}
