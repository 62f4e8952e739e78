// A JSON document and its tensors in one file: 8 bytes with the length of the JSON, the JSON (exact_json.ts), and a
// safetensors file of F64 and F32.
import * as v from 'valibot';
import { reasonOf } from '../errors/reason.ts';
import { quoted } from '../settings/parse.ts';
import { readExactJson, writeExactJson } from './exact_json.ts';
import { type Numbers, readExactSafetensors, type Tensors, writeSafetensors } from './safetensors.ts';

const LENGTH_BYTES = 8;

/** Any number, NaN too. */
export const double = v.union([v.number(), v.nan()], 'a number');

/** An object with these fields and no others. */
export const fields = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.strictObject(entries, Object.keys(entries).join(', '));

/** The two as files of their own. */
export interface SplitFile {
  readonly json: Uint8Array;
  /** safetensors */
  readonly tensors: Uint8Array;
}

export const writeJsonWithTensors = (json: unknown, tensors: Tensors<Numbers>): Uint8Array<ArrayBuffer> =>
  joinJsonWithTensors({
    json: new TextEncoder().encode(writeExactJson(json)),
    tensors: writeSafetensors(tensors),
  });

export function joinJsonWithTensors({ json, tensors }: SplitFile): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(LENGTH_BYTES + json.length + tensors.length);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, LENGTH_BYTES);
  bytes.set(tensors, LENGTH_BYTES + json.length);
  return bytes;
}

/** @param what names it in errors. */
export function splitJsonWithTensors(bytes: Uint8Array, what: string): SplitFile {
  if (bytes.length < LENGTH_BYTES)
    throw new Error(`invalid ${what}: ${bytes.length} bytes (expected at least ${LENGTH_BYTES})`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  const most = bytes.length - LENGTH_BYTES;
  if (length > most) throw new Error(`invalid ${what}: JSON of ${length} bytes (expected at most ${most})`);
  const end = LENGTH_BYTES + length;
  return { json: bytes.subarray(LENGTH_BYTES, end), tensors: bytes.subarray(end) };
}

/** The document, if the schema takes it, and the tensors. @param what names it in errors. */
export function readJsonWithTensors<Schema extends v.GenericSchema>(
  bytes: Uint8Array,
  schema: Schema,
  what: string,
): { readonly json: v.InferOutput<Schema>; readonly tensors: Tensors<Numbers> } {
  const { json, tensors } = splitJsonWithTensors(bytes, what);
  try {
    return { json: checkedBy(schema, parsed(json)), tensors: readExactSafetensors(tensors) };
  } catch (error) {
    throw new Error(`invalid ${what}: ${reasonOf(error)}`);
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return readExactJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Error(`${reasonOf(error).slice(0, 80)} (expected JSON)`);
  }
}

/** Messages of the schema say what is expected. */
function checkedBy<Schema extends v.GenericSchema>(schema: Schema, json: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, json, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const got = issue.input === undefined ? '(missing)' : quoted(issue.input);
  throw new Error(`${v.getDotPath(issue) ?? 'JSON'} ${got} (expected ${issue.message})`);
}

/** A tensor of one dimension. */
export function vector(tensors: Tensors<Numbers>, name: string, length: number, what: string): Numbers {
  const tensor = tensors.get(name);
  if (tensor?.shape.join() !== String(length))
    throw new Error(
      `invalid ${what}: tensor ${name} ${tensor ? `[${tensor.shape}]` : '(missing)'} (expected [${length}])`,
    );
  return tensor.values;
}
