// A PEFT adapter's two files to adapters of ours, for a base that is there already.
import { reasonOf } from '../../errors/reason.ts';
import { frozenConfig } from '../../model/adapters.ts';
import type { LoraShape } from '../../model/architecture.ts';
import type { ModelConfig } from '../../model/config.ts';
import { type Parameters, parameterCount, parameterViews } from '../../model/parameters.ts';
import { quoted } from '../../settings/parse.ts';
import { type ByteSource, wholeOf } from '../byte_source.ts';
import { decoded, firstNotFinite, isNumberFormat, openSafetensors } from '../safetensors_file.ts';
import { readAdapterConfig } from './adapter_config.ts';
import { ADAPTER_CONFIG, ADAPTER_WEIGHTS, adapterNames } from './adapter_names.ts';
import { FileError, folderOf, jsonOf, problemOf } from './folder.ts';
import type { Problems } from './imported_model.ts';
import { type FileRecord, recordsOf } from './provenance.ts';

export interface ImportedAdapter {
  readonly lora: LoraShape;
  /** Of the base's configuration with `lora`; without its frozen weights. */
  readonly parameters: Parameters;
  readonly notes: readonly string[];
  /** What its file says that it was made for: a folder, or a name on Hugging Face. */
  readonly madeFor?: string;
  readonly files: readonly FileRecord[];
}

const listed = (shape: readonly number[]) => `[${shape.join(', ')}]`;

/** Throws where a tensor is missing, unknown, of another shape, or not finite. */
async function readTensors(source: ByteSource, config: ModelConfig): Promise<Parameters> {
  const { head, entries } = await openSafetensors(source);
  const bytes = await wholeOf(source); // adapters are small
  const found = new Map(entries.map((entry) => [entry.name, entry]));
  const names = adapterNames(config);
  const views = parameterViews(config);
  const values = new Float32Array(parameterCount(config));
  for (const { name: ours, shape, offset } of views) {
    const name = names.get(ours)!;
    const entry = found.get(name);
    found.delete(name);
    if (entry?.shape.join() !== shape.join())
      throw new Error(
        `invalid tensor ${name}: ${entry ? listed(entry.shape) : 'missing'} (expected ${listed(shape)})`,
      );
    const { format, start, end } = entry;
    if (!isNumberFormat(format))
      throw new Error(`invalid tensor ${name}: dtype ${format} (expected F32, F16 or BF16)`);
    const numbers = decoded(bytes.subarray(head.length + start, head.length + end), format);
    const odd = firstNotFinite(numbers);
    if (odd >= 0) throw new Error(`invalid tensor ${name}: not finite at element ${odd}`);
    values.set(numbers, offset);
  }
  for (const name of found.keys())
    throw new Error(
      `invalid tensor ${quoted(name)}: unknown (expected A and B of ${config.lora!.targets.join(', ')})`,
    );
  return { views, values };
}

/** The adapter, or why it is not one for this base. @param base configuration of the imported model. */
export async function importAdapter(
  files: readonly ByteSource[],
  base: ModelConfig,
): Promise<ImportedAdapter | Problems> {
  try {
    const folder = folderOf(files);
    const missing = [ADAPTER_CONFIG, ADAPTER_WEIGHTS].filter((name) => !folder.has(name));
    if (missing.length > 0)
      return { problems: missing.map((file) => ({ file, message: `${file} is missing` })) };
    const read = readAdapterConfig(await jsonOf(folder.get(ADAPTER_CONFIG)!), base);
    if ('problems' in read)
      return { problems: read.problems.map((message) => ({ file: ADAPTER_CONFIG, message })) };
    const weights = folder.get(ADAPTER_WEIGHTS)!;
    const parameters = await readTensors(weights, { ...frozenConfig(base), lora: read.lora });
    return { ...read, parameters, files: await recordsOf(folder, [ADAPTER_WEIGHTS, ADAPTER_CONFIG]) };
  } catch (error) {
    const problem =
      error instanceof FileError ? problemOf(error) : { file: ADAPTER_WEIGHTS, message: reasonOf(error) };
    return { problems: [problem] };
  }
}
