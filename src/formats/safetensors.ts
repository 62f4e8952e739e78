// safetensors: 8 bytes of header length, a JSON header {name: {dtype, shape, data_offsets}}, then the tensors' bytes
// (https://github.com/huggingface/safetensors). Here a whole file is in memory; safetensors_file.ts reads parts of one.
// F32 and F16 are read and written, F64 where it is asked for. Numbers are little-endian, as in every browser.
import { quoted } from '../settings/parse.ts';
import { toBrainFloats } from './brain_float.ts';
import { fromHalves, toHalves } from './half.ts';
import {
  type AnyFormat,
  BYTES_PER_NUMBER,
  elements,
  headerLength,
  LENGTH_BYTES,
  METADATA,
  readHeader,
} from './safetensors_header.ts';

export type Numbers = Float32Array | Float64Array;

export interface Tensor<Values extends Numbers = Float32Array> {
  readonly shape: readonly number[];
  readonly values: Values;
}

/** By name: any text but `__metadata__`. A plain object would lose a tensor named `__proto__`. */
export type Tensors<Values extends Numbers = Float32Array> = ReadonlyMap<string, Tensor<Values>>;

/** Number formats of a file; in memory its numbers are singles. */
export type NumberFormat = 'F32' | 'F16' | 'BF16';
const SINGLES = ['F32', 'F16'] as const;
const SINGLES_AND_DOUBLES = ['F64', 'F32'] as const;

function encoded(values: Float32Array, format: NumberFormat): Float32Array | Uint16Array {
  if (format === 'F32') return values;
  return format === 'F16' ? toHalves(values) : toBrainFloats(values);
}

/** @param format of singles: F16 and BF16 round to the nearest. Doubles are F64. */
export function writeSafetensors(
  tensors: Tensors<Numbers>,
  metadata: Readonly<Record<string, string>> = {},
  format: NumberFormat = 'F32',
): Uint8Array<ArrayBuffer> {
  let length = 0;
  const entries = Array.from(tensors, ([name, { shape, values }]): [string, unknown] => {
    if (name === METADATA) throw new Error(`invalid tensor ${name}: the name is taken (expected another)`);
    if (elements(name, shape) !== values.length)
      throw new Error(`invalid tensor ${quoted(name)}: ${values.length} numbers (expected [${shape}])`);
    const start = length;
    const dtype = values instanceof Float64Array ? 'F64' : format;
    length += BYTES_PER_NUMBER[dtype] * values.length;
    return [name, { dtype, shape, data_offsets: [start, length] }];
  });
  const header = Object.fromEntries<unknown>([[METADATA, metadata], ...entries]);
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8; // data aligned to 8 bytes, filled with spaces as the format asks
  const bytes = new Uint8Array(8 + padded + length).fill(0x20, 8, 8 + padded);
  new DataView(bytes.buffer).setUint32(0, padded, true);
  bytes.set(json, 8);
  let at = 8 + padded;
  for (const { values } of tensors.values()) {
    const { buffer, byteOffset, byteLength } =
      values instanceof Float32Array ? encoded(values, format) : values;
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}

/** In the order of their bytes. Throws on anything that is not a well-formed file of F32 and F16 tensors. */
export const readSafetensors = (bytes: Uint8Array): Tensors =>
  readTensors(bytes, SINGLES, (format, buffer) =>
    format === 'F16' ? fromHalves(new Uint16Array(buffer)) : new Float32Array(buffer),
  );

/** The same of F64 and F32 tensors, each as it is. */
export const readExactSafetensors = (bytes: Uint8Array): Tensors<Numbers> =>
  readTensors(bytes, SINGLES_AND_DOUBLES, (format, buffer) =>
    format === 'F64' ? new Float64Array(buffer) : new Float32Array(buffer),
  );

function readTensors<Values extends Numbers>(
  bytes: Uint8Array,
  formats: readonly AnyFormat[],
  valuesOf: (format: AnyFormat, buffer: ArrayBuffer) => Values,
): Tensors<Values> {
  const headerEnd = LENGTH_BYTES + headerLength(bytes.subarray(0, LENGTH_BYTES), bytes.length);
  const data = bytes.subarray(headerEnd);
  const entries = readHeader(bytes.subarray(LENGTH_BYTES, headerEnd), data.length, formats);
  return new Map(
    entries.map(({ name, format, shape, start, end }) => {
      // The copy is aligned, which the file need not be.
      const { buffer } = new Uint8Array(data.subarray(start, end));
      return [name, { shape, values: valuesOf(format, buffer) }];
    }),
  );
}
