// safetensors: 8 bytes of header length, a JSON header {name: {dtype, shape, data_offsets}}, then the tensors' bytes
// (https://github.com/huggingface/safetensors). F32 and F16 are read and written, F64 where it is asked for. The bytes
// are not trusted: what the format forbids is refused. Numbers are little-endian, as in every browser.
import * as v from 'valibot';
import { reasonOf } from '../errors/reason.ts';
import { quoted } from '../settings/parse.ts';
import { fromHalves, toHalves } from './half.ts';
import { repeatedKey } from './json_keys.ts';

export type Numbers = Float32Array | Float64Array;

export interface Tensor<Values extends Numbers = Float32Array> {
  readonly shape: readonly number[];
  readonly values: Values;
}

/** By name: any text but `__metadata__`. A plain object would lose a tensor named `__proto__`. */
export type Tensors<Values extends Numbers = Float32Array> = ReadonlyMap<string, Tensor<Values>>;

const METADATA = '__metadata__';
const MAX_HEADER_BYTES = 1 << 20;
/** Number formats of a file; in memory its numbers are singles. */
export type NumberFormat = 'F32' | 'F16';
type AnyFormat = NumberFormat | 'F64';
const BYTES_PER_NUMBER: Readonly<Record<AnyFormat, number>> = { F64: 8, F32: 4, F16: 2 };

const WHOLE = 'whole numbers of 0 or more';
const count = v.pipe(v.number(WHOLE), v.safeInteger(WHOLE), v.minValue(0, WHOLE));
/** Messages say what is expected. */
const entrySchema = <Format extends AnyFormat>(formats: readonly Format[]) =>
  v.object(
    {
      dtype: v.picklist(formats, formats.join(' or ')),
      shape: v.array(count, WHOLE),
      data_offsets: v.strictTuple([count, count], 'start and end'),
    },
    'dtype, shape and data_offsets',
  );
const singles = entrySchema<AnyFormat>(['F32', 'F16']);
const singlesAndDoubles = entrySchema<AnyFormat>(['F64', 'F32']);

interface Entry {
  readonly name: string;
  readonly format: AnyFormat;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** @param format of singles: F16 rounds to the nearest. Doubles are F64. */
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
    const halved = format === 'F16' && values instanceof Float32Array;
    const { buffer, byteOffset, byteLength } = halved ? toHalves(values) : values;
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}

/** In the order of their bytes. Throws on anything that is not a well-formed file of F32 and F16 tensors. */
export const readSafetensors = (bytes: Uint8Array): Tensors =>
  readTensors(bytes, singles, (format, buffer) =>
    format === 'F16' ? fromHalves(new Uint16Array(buffer)) : new Float32Array(buffer),
  );

/** The same of F64 and F32 tensors, each as it is. */
export const readExactSafetensors = (bytes: Uint8Array): Tensors<Numbers> =>
  readTensors(bytes, singlesAndDoubles, (format, buffer) =>
    format === 'F64' ? new Float64Array(buffer) : new Float32Array(buffer),
  );

function readTensors<Values extends Numbers>(
  bytes: Uint8Array,
  schema: typeof singles,
  valuesOf: (format: AnyFormat, buffer: ArrayBuffer) => Values,
): Tensors<Values> {
  if (bytes.length < 8) throw new Error(`invalid safetensors: ${bytes.length} bytes (expected at least 8)`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  const most = Math.min(MAX_HEADER_BYTES, bytes.length - 8);
  if (headerBytes > most)
    throw new Error(`invalid safetensors: header of ${headerBytes} bytes (expected at most ${most})`);
  const data = bytes.subarray(8 + headerBytes);
  const entries = readHeader(bytes.subarray(8, 8 + headerBytes), schema);
  checkLayout(entries, data.length);
  return new Map(
    entries.map(({ name, format, shape, start, end }) => {
      // The copy is aligned, which the file need not be.
      const { buffer } = new Uint8Array(data.subarray(start, end));
      return [name, { shape, values: valuesOf(format, buffer) }];
    }),
  );
}

/** Sorted by offset. */
function readHeader(bytes: Uint8Array, schema: typeof singles): readonly Entry[] {
  const header = parseHeader(bytes);
  checkMetadata(Object.hasOwn(header, METADATA) ? header[METADATA] : {});
  return Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, value]) => readEntry(name, value, schema))
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

function checkMetadata(metadata: unknown): void {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata))
    throw new Error(`invalid safetensors header: ${METADATA} ${quoted(metadata)} (expected an object)`);
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== 'string')
      throw new Error(
        `invalid safetensors header: ${METADATA}.${quoted(key)} ${quoted(value)} (expected text)`,
      );
  }
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`invalid safetensors header: ${reasonOf(error)} (expected JSON)`);
  }
  if (!text.startsWith('{'))
    throw new Error(`invalid safetensors header: ${quoted(json)} (expected an object from the first byte)`);
  const repeated = repeatedKey(text);
  if (repeated !== undefined)
    throw new Error(`invalid safetensors header: ${quoted(repeated)} twice (expected distinct keys)`);
  return json as Record<string, unknown>;
}

function readEntry(name: string, value: unknown, schema: typeof singles): Entry {
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const field = v.getDotPath(issue) ?? 'entry';
    const got = issue.input === undefined ? '(missing)' : quoted(issue.input);
    throw new Error(`invalid tensor ${quoted(name)}: ${field} ${got} (expected ${issue.message})`);
  }
  const { dtype: format, shape, data_offsets } = parsed.output;
  const [start, end] = data_offsets;
  const size = BYTES_PER_NUMBER[format] * elements(name, shape);
  if (end - start !== size)
    throw new Error(
      `invalid tensor ${quoted(name)}: bytes ${start}..${end} (expected ${size} for its shape)`,
    );
  return { name, format, shape, start, end };
}

/** Numbers in a shape. */
function elements(name: string, shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) {
    size *= length;
    if (size > Number.MAX_SAFE_INTEGER)
      throw new Error(
        `invalid tensor ${quoted(name)}: shape ${quoted(`[${shape}]`)} (expected fewer than 2^53 numbers)`,
      );
  }
  return size;
}

/** Throws unless the tensors follow each other without gap or overlap, from the first byte to the last. */
function checkLayout(entries: readonly Entry[], length: number): void {
  let at = 0;
  for (const { name, start, end } of entries) {
    if (end > length)
      throw new Error(
        `invalid tensor ${quoted(name)}: bytes ${start}..${end} (expected at most ${length}, the end of the file)`,
      );
    if (start !== at)
      throw new Error(
        `invalid tensor ${quoted(name)}: from byte ${start} (expected ${at}: tensors may not ${start < at ? 'overlap' : 'leave holes'})`,
      );
    at = end;
  }
  if (at !== length)
    throw new Error(`invalid safetensors: ${length - at} bytes after the last tensor (expected none)`);
}
