// The files of a model's folder by their roles, or sentences that name what is missing or cannot be read.
import { quoted } from '../../settings/parse.ts';
import { type ByteSource, wholeOf } from '../byte_source.ts';
import { repeatedKey } from '../json_keys.ts';

export interface FileProblem {
  /** Name of the file that it is about. */
  readonly file: string;
  readonly message: string;
  /** The visitor can solve it: they choose the token that ends an answer. */
  readonly choice?: { readonly endTokens: readonly string[] };
}

/** Thrown where a file is not taken. */
export class FileError extends Error {
  constructor(
    readonly file: string,
    message: string,
    readonly choice?: FileProblem['choice'],
  ) {
    super(message);
  }
}

export const problemOf = ({ file, message, choice }: FileError): FileProblem =>
  choice ? { file, message, choice } : { file, message };

export const CONFIG = 'config.json';
export const WEIGHTS = 'model.safetensors';
export const INDEX = 'model.safetensors.index.json';
export const GENERATION = 'generation_config.json';
export const TOKENIZER = 'tokenizer.json';
export const TOKENIZER_CONFIG = 'tokenizer_config.json';
export const SPECIAL_TOKENS = 'special_tokens_map.json';
/** All that belongs to a tokenizer, so that it leaves as it came. */
export const TOKENIZER_FILES = [
  TOKENIZER,
  TOKENIZER_CONFIG,
  SPECIAL_TOKENS,
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
  'chat_template.jinja',
];

/** Largest file of text, in bytes; tokenizers of 250,000 tokens have 20 million. */
const MOST_TEXT_BYTES = 1 << 26;

/** Save as safetensors, in Python. */
const SAVE =
  'from transformers import AutoModelForCausalLM as M; M.from_pretrained("FOLDER").save_pretrained("FOLDER")';

/** Weights that are not read, by the end of their names. */
const OTHER_WEIGHTS: readonly [end: string, why: string][] = [
  ['.bin', `is a pickle and can run code: not read. Save it as safetensors: ${SAVE}`],
  ['.pt', `is a pickle and can run code: not read. Save it as safetensors: ${SAVE}`],
  ['.pth', `is a pickle and can run code: not read. Save it as safetensors: ${SAVE}`],
  ['.ckpt', `is a pickle and can run code: not read. Save it as safetensors: ${SAVE}`],
  ['.gguf', `is a format of llama.cpp: not read. Save the original as safetensors: ${SAVE}`],
  ['.h5', `is a format of TensorFlow: not read. Save it as safetensors: ${SAVE}`],
  ['.msgpack', `is a format of Flax: not read. Save it as safetensors: ${SAVE}`],
  ['.onnx', `is a format for inference: not read. Save the original as safetensors: ${SAVE}`],
];

export type Folder = ReadonlyMap<string, ByteSource>;

export function folderOf(files: readonly ByteSource[]): Folder {
  const folder = new Map(files.map((file) => [file.name, file]));
  const twice = files.find((file) => folder.get(file.name) !== file);
  if (twice) throw new FileError(twice.name, `two files are named ${twice.name} (expected one folder)`);
  return folder;
}

/** Why a folder without weights has none. */
function withoutWeights(folder: Folder): FileError {
  for (const name of folder.keys()) {
    const other = OTHER_WEIGHTS.find(([end]) => name.endsWith(end));
    if (other) return new FileError(name, `${name} ${other[1]}`);
  }
  return new FileError(WEIGHTS, `${WEIGHTS} is missing`);
}

/** Everything that a model's folder must have, before any of it is read. */
export function missingFiles(folder: Folder): readonly FileProblem[] {
  const problems: FileProblem[] = [];
  if (!folder.has(CONFIG)) problems.push({ file: CONFIG, message: `${CONFIG} is missing` });
  if (!folder.has(WEIGHTS) && !folder.has(INDEX)) problems.push(problemOf(withoutWeights(folder)));
  if (!folder.has(TOKENIZER)) {
    const older = folder.has('vocab.json') || folder.has('tokenizer.model');
    const how = ': load the folder with AutoTokenizer and save it, which writes the file';
    problems.push({ file: TOKENIZER, message: `${TOKENIZER} is missing${older ? how : ''}` });
  }
  return problems;
}

export async function textOf(source: ByteSource): Promise<string> {
  if (source.size > MOST_TEXT_BYTES)
    throw new FileError(
      source.name,
      `invalid ${source.name}: ${source.size} bytes (expected at most ${MOST_TEXT_BYTES})`,
    );
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await wholeOf(source));
  } catch {
    throw new FileError(source.name, `invalid ${source.name}: not UTF-8 (expected JSON)`);
  }
}

/** The object that a file holds. */
export async function jsonOf(source: ByteSource): Promise<Record<string, unknown>> {
  const text = await textOf(source);
  const { name } = source;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new FileError(name, `invalid ${name}: ${quoted(text)} (expected JSON)`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new FileError(name, `invalid ${name}: ${JSON.stringify(json).slice(0, 40)} (expected an object)`);
  const repeated = repeatedKey(text);
  if (repeated !== undefined)
    throw new FileError(name, `invalid ${name}: ${repeated.slice(0, 80)} twice (expected distinct keys)`);
  return json as Record<string, unknown>;
}
