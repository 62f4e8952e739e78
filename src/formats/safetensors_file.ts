// A safetensors file read in parts, so that it may be larger than the memory: its header, then tensor by tensor.
import { fromBrainFloats } from './brain_float.ts';
import type { ByteSource } from './byte_source.ts';
import { fromHalves } from './half.ts';
import type { NumberFormat } from './safetensors.ts';
import {
  ANY_FORMAT,
  type AnyFormat,
  headerLength,
  LENGTH_BYTES,
  readHeader,
  type TensorEntry,
} from './safetensors_header.ts';

/** Most bytes that are read at once. */
const CHUNK_BYTES = 1 << 23;

export interface SafetensorsFile {
  readonly source: ByteSource;
  /** Length and header. */
  readonly head: Uint8Array;
  /** In the order of their bytes; those of integers too. */
  readonly entries: readonly TensorEntry[];
}

/** Reads the header. Throws where the file is not well-formed. */
export async function openSafetensors(source: ByteSource): Promise<SafetensorsFile> {
  const first = await source.slice(0, Math.min(LENGTH_BYTES, source.size));
  const headEnd = LENGTH_BYTES + headerLength(first, source.size);
  const head = await source.slice(0, headEnd);
  const entries = readHeader(head.subarray(LENGTH_BYTES), source.size - headEnd, ANY_FORMAT);
  return { source, head, entries };
}

/** Bytes of a tensor in order, in parts that are multiples of `unit` bytes, such as its rows. */
export async function* tensorBytes(
  { source, head }: SafetensorsFile,
  { start, end }: TensorEntry,
  unit: number,
): AsyncGenerator<Uint8Array> {
  const step = Math.max(1, Math.floor(CHUNK_BYTES / unit)) * unit;
  for (let at = start; at < end; at += step)
    yield await source.slice(head.length + at, head.length + Math.min(at + step, end));
}

/** Of F16 every number there is: a table is faster than arithmetic. */
let halves: Float32Array | undefined;
function tableOfHalves(): Float32Array {
  halves ??= fromHalves(Uint16Array.from({ length: 1 << 16 }, (_, i) => i));
  return halves;
}

export const isNumberFormat = (format: AnyFormat): format is NumberFormat =>
  format === 'F32' || format === 'F16' || format === 'BF16';

/** A copy, because the bytes need not be aligned. */
export function decoded(bytes: Uint8Array, format: NumberFormat): Float32Array {
  const { buffer } = new Uint8Array(bytes);
  if (format === 'F32') return new Float32Array(buffer);
  const bits = new Uint16Array(buffer);
  if (format === 'BF16') return fromBrainFloats(bits);
  const table = tableOfHalves();
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = table[bits[i]];
  return values;
}

const EXPONENT = 0x7f800000;

/** Index of the first number that is infinite or none; -1 where all are finite. */
export function firstNotFinite(values: Float32Array): number {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < bits.length; i++) if ((bits[i] & EXPONENT) === EXPONENT) return i;
  return -1;
}
