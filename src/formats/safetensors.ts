// safetensors: 8 bytes little-endian header length, a JSON header {name: {dtype, shape, data_offsets}}, then raw bytes
// (https://github.com/huggingface/safetensors). Only F32 tensors are read and written; the bytes are not trusted.
import * as v from 'valibot';

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const headerSchema = v.record(
  v.string(),
  v.object({ dtype: v.literal('F32'), shape: v.array(count), data_offsets: v.tuple([count, count]) }),
);

const MAX_HEADER_BYTES = 1 << 20;

export function writeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  let offset = 0;
  const header: Record<string, unknown> = { __metadata__: metadata };
  for (const { name, shape, values } of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8; // data aligned to 8 bytes, filled with spaces as the format asks
  const bytes = new Uint8Array(8 + padded + offset).fill(0x20, 8, 8 + padded);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, padded, true);
  bytes.set(json, 8);
  let at = 8 + padded;
  for (const { values } of tensors) {
    for (const value of values) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}

function parseHeader(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Error(
      `invalid safetensors header: ${error instanceof Error ? error.message : String(error)} (expected JSON)`,
    );
  }
}

/** Throws on anything that is not a well-formed file of F32 tensors. */
export function readSafetensors(bytes: Uint8Array): NamedTensor[] {
  if (bytes.length < 8) throw new Error(`invalid safetensors: ${bytes.length} bytes (expected at least 8)`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (headerBytes > Math.min(MAX_HEADER_BYTES, bytes.length - 8)) {
    throw new Error(
      `invalid safetensors: header of ${headerBytes} bytes (expected at most ${Math.min(MAX_HEADER_BYTES, bytes.length - 8)})`,
    );
  }
  const json = parseHeader(bytes.subarray(8, 8 + headerBytes));
  const { __metadata__: _, ...tensors } = v.parse(v.looseObject({}), json) as Record<string, unknown>;
  const parsed = v.safeParse(headerSchema, tensors);
  if (!parsed.success)
    throw new Error(
      `invalid safetensors header: ${v.getDotPath(parsed.issues[0]) ?? ''} ${parsed.issues[0].message}`,
    );
  return Object.entries(parsed.output).map(
    ([
      name,
      {
        shape,
        data_offsets: [start, end],
      },
    ]) => {
      const size = shape.reduce((a, b) => a * b, 1);
      if (end - start !== 4 * size || 8 + headerBytes + end > bytes.length) {
        throw new Error(
          `invalid tensor ${name}: bytes ${start}..${end} (expected ${4 * size} bytes inside the file)`,
        );
      }
      const values = Float32Array.from({ length: size }, (_, i) =>
        view.getFloat32(8 + headerBytes + start + 4 * i, true),
      );
      return { name, shape, values };
    },
  );
}
