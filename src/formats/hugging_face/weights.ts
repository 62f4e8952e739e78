// The tensors of a model's files, checked by their headers alone, then read into our flat vector, each byte once.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { ModelConfig } from '../../model/config.ts';
import { architectureOf } from '../../model/decoder_shape.ts';
import { HEAD_WEIGHT, type Parameters, parameterCount, parameterViews } from '../../model/parameters.ts';
import { quoted } from '../../settings/parse.ts';
import type { NumberFormat } from '../safetensors.ts';
import {
  decoded,
  firstNotFinite,
  isNumberFormat,
  type SafetensorsFile,
  tensorBytes,
} from '../safetensors_file.ts';
import { BYTES_PER_NUMBER, type TensorEntry } from '../safetensors_header.ts';
import { FileError, type FileProblem } from './folder.ts';
import { embeddingModule, isBuffer, prefixOf } from './module_names.ts';
import { type Placement, place, placementsOf, SCORE_WEIGHT, scorePlacement } from './placement.ts';
import type { FileRecord } from './provenance.ts';

export interface WeightPlan {
  readonly config: ModelConfig;
  readonly files: readonly SafetensorsFile[];
  /** Of tensors that are read. */
  readonly placements: ReadonlyMap<TensorEntry, Placement>;
  /** The head of a tied model, if the file has one beside the embedding. */
  readonly head?: { readonly file: SafetensorsFile; readonly entry: TensorEntry };
  readonly formats: readonly NumberFormat[];
  readonly notes: readonly string[];
}

/** Bytes read of all. */
export type ReadingProgress = (bytes: number, of: number) => void;

const MOST_PROBLEMS = 5;
/** Browsers refuse larger arrays. */
const MOST_BYTES = 2 ** 31 - 8;
const listed = (shape: readonly number[]) => `[${shape.join(', ')}]`;

interface Found {
  readonly file: SafetensorsFile;
  readonly entry: TensorEntry;
}

/** By their names with a prefix. */
function foundTensors(config: ModelConfig, files: readonly SafetensorsFile[]) {
  const { family } = architectureOf(config);
  const prefix = prefixOf(family);
  const found = new Map<string, Found>();
  let buffers = 0;
  for (const file of files)
    for (const entry of file.entries) {
      if (isBuffer(family, entry.name)) {
        buffers++;
        continue;
      }
      const isWhole =
        entry.name.startsWith(prefix) || entry.name === HEAD_WEIGHT || entry.name === SCORE_WEIGHT;
      const name = isWhole ? entry.name : prefix + entry.name;
      const before = found.get(name);
      if (before)
        throw new FileError(
          file.source.name,
          `invalid tensor ${quoted(entry.name)}: ${quoted(before.entry.name)} is the same one (expected one of them)`,
        );
      found.set(name, { file, entry });
    }
  return { found, buffers };
}

function shapeProblem({ entry }: Found, { shape, reason }: Placement): string | undefined {
  if (entry.shape.join() !== shape.join())
    return `${listed(entry.shape)} (expected ${listed(shape)}${reason ? `: ${reason}` : ''})`;
  return isNumberFormat(entry.format) ? undefined : `dtype ${entry.format} (expected F32, F16 or BF16)`;
}

/** Which tensor goes where, or what is wrong with them. Reads no weights. */
export function planWeights(
  config: ModelConfig,
  files: readonly SafetensorsFile[],
): WeightPlan | { readonly problems: readonly FileProblem[] } {
  const { family, tiedHead } = architectureOf(config);
  const { found, buffers } = foundTensors(config, files);
  const notes =
    buffers > 0 ? [`Ignored: ${buffers} tensors of masks and tables, which are computed here.`] : [];
  const embedding = `${embeddingModule(family)}.weight`;
  const tied = tiedHead ? found.get(HEAD_WEIGHT) : undefined;
  if (tied) {
    found.delete(HEAD_WEIGHT);
    if (!found.has(embedding)) {
      found.set(embedding, tied);
      notes.push(`The file has the embedding as ${HEAD_WEIGHT}: the model is tied.`);
    }
  }
  const problems: FileProblem[] = [];
  const placements = new Map<TensorEntry, Placement>();
  const fallback = files[0].source.name;
  const score = config.valueHead ? [scorePlacement(config)] : [];
  for (const placement of [...placementsOf(config), ...score]) {
    const tensor = found.get(placement.name);
    found.delete(placement.name);
    const name = quoted(tensor?.entry.name ?? placement.name);
    const why = tensor ? shapeProblem(tensor, placement) : `missing (expected ${listed(placement.shape)})`;
    if (why)
      problems.push({
        file: tensor?.file.source.name ?? fallback,
        message: `invalid tensor ${name}: ${why}`,
      });
    else placements.set(tensor!.entry, placement);
  }
  for (const { file, entry } of found.values())
    problems.push({
      file: file.source.name,
      message: `invalid tensor ${quoted(entry.name)}: unknown (expected those of a ${family} model)`,
    });
  const bytes = 4 * parameterCount(config);
  if (bytes > MOST_BYTES)
    problems.push({
      file: fallback,
      message: `${bytes} bytes of parameters (expected at most ${MOST_BYTES})`,
    });
  if (problems.length > 0) return { problems: shortened(problems) };
  const formats = new Set([...placements.keys()].map(({ format }) => format as NumberFormat));
  const head = tied && !placements.has(tied.entry) ? { head: tied } : {};
  return { config, files, placements, formats: [...formats], notes, ...head };
}

function shortened(problems: readonly FileProblem[]): readonly FileProblem[] {
  const rest = problems.length - MOST_PROBLEMS;
  if (rest <= 0) return problems;
  const { file } = problems[MOST_PROBLEMS];
  return [...problems.slice(0, MOST_PROBLEMS), { file, message: `and ${rest} more tensors` }];
}

/** Numbers of a tensor, in parts of whole rows. Throws where one is not finite. */
async function* tensorNumbers(
  file: SafetensorsFile,
  entry: TensorEntry,
  onBytes: (part: Uint8Array) => void,
) {
  const format = entry.format as NumberFormat;
  const unit = BYTES_PER_NUMBER[format] * (entry.shape.length > 1 ? entry.shape[entry.shape.length - 1] : 1);
  let first = 0;
  for await (const part of tensorBytes(file, entry, unit)) {
    onBytes(part);
    const numbers = decoded(part, format);
    const odd = firstNotFinite(numbers);
    if (odd >= 0)
      throw new FileError(
        file.source.name,
        `invalid tensor ${quoted(entry.name)}: not finite at element ${first + odd}`,
      );
    yield { numbers, first };
    first += numbers.length;
  }
}

async function checkTiedHead({ file, entry }: Found, { views, values }: Parameters): Promise<void> {
  const [{ shape, size }] = views; // the embedding
  const embedding = values.subarray(0, size);
  let differs = entry.shape.join() !== shape.join() || !isNumberFormat(entry.format);
  if (!differs) {
    for await (const { numbers, first } of tensorNumbers(file, entry, () => {}))
      differs ||= numbers.some((number, i) => number !== embedding[first + i]);
  }
  if (differs)
    throw new FileError(
      file.source.name,
      `invalid tensor ${HEAD_WEIGHT}: differs from the embedding (expected equal: config.json says tied)`,
    );
}

/** Reads all files from front to back. Throws a `FileError` where a number is not finite. */
export async function readWeights(
  { config, files, placements, head }: WeightPlan,
  progress: ReadingProgress,
): Promise<{ readonly parameters: Parameters; readonly records: readonly FileRecord[] }> {
  const values = new Float32Array(parameterCount(config));
  const all = files.reduce((sum, { source }) => sum + source.size, 0);
  let done = 0;
  const records: FileRecord[] = [];
  for (const file of files) {
    const hash = sha256.create();
    const read = (part: Uint8Array) => {
      hash.update(part);
      done += part.length;
      progress(done, all);
    };
    read(file.head);
    for (const entry of file.entries) {
      const placement = placements.get(entry);
      if (!placement) for await (const part of tensorBytes(file, entry, 1)) read(part);
      else
        for await (const { numbers, first } of tensorNumbers(file, entry, read))
          place(placement, numbers, first, values);
    }
    const { name, size: bytes } = file.source;
    records.push({ name, bytes, sha256: bytesToHex(hash.digest()) });
  }
  const parameters = { views: parameterViews(config), values };
  if (head) await checkTiedHead(head, parameters);
  return { parameters, records };
}
