// The header of a safetensors file: a name, a number format, a shape and a place for every tensor
// (https://github.com/huggingface/safetensors). The bytes are not trusted: what the format forbids is refused.
import * as v from 'valibot';
import { reasonOf } from '../errors/reason.ts';
import { quoted } from '../settings/parse.ts';
import { repeatedKey } from './json_keys.ts';

export const METADATA = '__metadata__';
/** Bytes before the header, which hold its length. */
export const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 1 << 20;

/** Number formats whose size is a whole number of bytes, and those bytes. */
export const BYTES_PER_NUMBER = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
} as const;
export type AnyFormat = keyof typeof BYTES_PER_NUMBER;
export const ANY_FORMAT = Object.keys(BYTES_PER_NUMBER) as readonly AnyFormat[];

const WHOLE = 'whole numbers of 0 or more';
const count = v.pipe(v.number(WHOLE), v.safeInteger(WHOLE), v.minValue(0, WHOLE));
/** Messages say what is expected. */
const entrySchema = (formats: readonly AnyFormat[]) =>
  v.object(
    {
      dtype: v.picklist(formats, formats.join(' or ')),
      shape: v.array(count, WHOLE),
      data_offsets: v.strictTuple([count, count], 'start and end'),
    },
    'dtype, shape and data_offsets',
  );

export interface TensorEntry {
  readonly name: string;
  readonly format: AnyFormat;
  readonly shape: readonly number[];
  /** Bytes [start, end) behind the header. */
  readonly start: number;
  readonly end: number;
}

/** Length of the header in bytes. @param first the file's first 8 bytes, or fewer. @param size bytes of the file. */
export function headerLength(first: Uint8Array, size: number): number {
  if (first.length < LENGTH_BYTES)
    throw new Error(`invalid safetensors: ${first.length} bytes (expected at least ${LENGTH_BYTES})`);
  const view = new DataView(first.buffer, first.byteOffset, first.byteLength);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  const most = Math.min(MAX_HEADER_BYTES, size - LENGTH_BYTES);
  if (length > most)
    throw new Error(`invalid safetensors: header of ${length} bytes (expected at most ${most})`);
  return length;
}

/**
 * In the order of their bytes, which follow each other without a gap.
 * @param bytes the header. @param dataBytes what follows it. @param formats that are taken.
 */
export function readHeader(
  bytes: Uint8Array,
  dataBytes: number,
  formats: readonly AnyFormat[],
): readonly TensorEntry[] {
  const header = parseHeader(bytes);
  checkMetadata(Object.hasOwn(header, METADATA) ? header[METADATA] : {});
  const schema = entrySchema(formats);
  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, value]) => readEntry(name, value, schema))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  checkLayout(entries, dataBytes);
  return entries;
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

function readEntry(name: string, value: unknown, schema: ReturnType<typeof entrySchema>): TensorEntry {
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
export function elements(name: string, shape: readonly number[]): number {
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
function checkLayout(entries: readonly TensorEntry[], length: number): void {
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
