// A model's folder to a model of ours. First a plan from the headers alone, for the card that a visitor sees, then the
// weights. A folder that is refused leaves nothing behind.
import { reasonOf } from '../../errors/reason.ts';
import type { ModelConfig } from '../../model/config.ts';
import { parameterCount } from '../../model/parameters.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import type { ByteSource } from '../byte_source.ts';
import {
  CONFIG,
  FileError,
  folderOf,
  GENERATION,
  INDEX,
  jsonOf,
  missingFiles,
  problemOf,
  TOKENIZER_FILES,
} from './folder.ts';
import { importTokenizer } from './import_tokenizer.ts';
import type { ImportedModel, ImportOptions, ModelPlan, Problems } from './imported_model.ts';
import { withAdapter } from './merge_adapter.ts';
import { readHuggingFaceConfig } from './model_config.ts';
import { isOwnConfig, planOwnFolder } from './own_folder.ts';
import { recordsOf } from './provenance.ts';
import { weightFiles } from './shards.ts';
import { planWeights, type ReadingProgress, readWeights } from './weights.ts';

/** What was thrown as problems; what is no refusal is about the whole. */
const problemsOf = (error: unknown): Problems => ({
  problems: [error instanceof FileError ? problemOf(error) : { file: CONFIG, message: reasonOf(error) }],
});

/** Rows of the embedding without a token are never written. */
function maskedRows(config: ModelConfig, { completionTokens }: Tokenizer): ModelConfig {
  if (completionTokens.length === config.vocabSize) return config;
  return { ...config, allowed: [null, completionTokens] };
}

/** Files that are read beside the weights. */
const TEXTS = [CONFIG, INDEX, GENERATION, ...TOKENIZER_FILES];

async function planned(files: readonly ByteSource[], options: ImportOptions): Promise<ModelPlan | Problems> {
  const folder = folderOf(files);
  const missing = missingFiles(folder);
  if (missing.length > 0) return { problems: missing };
  const json = await jsonOf(folder.get(CONFIG)!);
  if (isOwnConfig(json)) {
    if (options.head === 'score')
      throw new FileError(CONFIG, 'a model of this page (expected a sequence classifier of transformers)');
    return planOwnFolder(folder);
  }
  const read = readHuggingFaceConfig(json, options.runLength, options.head);
  if ('problems' in read) return { problems: read.problems.map((message) => ({ file: CONFIG, message })) };
  const { modelType } = read;
  const { vocabSize: rows } = read.config;
  const weights = planWeights(read.config, await weightFiles(folder));
  if ('problems' in weights) return weights;
  const { tokenizer, notes } = await importTokenizer(folder, {
    rows,
    ids: read.special,
    endToken: options.endToken,
  });
  const config = maskedRows(read.config, tokenizer);
  const allNotes = [...read.notes, ...weights.notes, ...notes];
  return {
    config,
    tokenizer,
    modelType,
    formats: weights.formats,
    parameterCount: parameterCount(config),
    fileBytes: weights.files.reduce((sum, { source }) => sum + source.size, 0),
    notes: allNotes,
    async read(progress = () => {}) {
      try {
        const { parameters, records } = await readWeights(weights, progress);
        const provenance = { modelType, files: [...records, ...(await recordsOf(folder, TEXTS))] };
        return { config, parameters, tokenizer, notes: allNotes, provenance };
      } catch (error) {
        return problemsOf(error);
      }
    },
  };
}

/** Everything but the weights, which only the headers of are read. */
export async function planModel(
  files: readonly ByteSource[],
  options: ImportOptions = {},
): Promise<ModelPlan | Problems> {
  try {
    const plan = await planned(files, options);
    return 'problems' in plan || !options.adapter ? plan : await withAdapter(plan, options.adapter);
  } catch (error) {
    return problemsOf(error);
  }
}

/** The model, or why it cannot be read: every problem names a file, a field and what is expected. */
export async function importModel(
  files: readonly ByteSource[],
  { progress, ...options }: ImportOptions & { readonly progress?: ReadingProgress } = {},
): Promise<ImportedModel | Problems> {
  const plan = await planModel(files, options);
  return 'problems' in plan ? plan : plan.read(progress);
}
