// A folder of our own, as the shipped priors are: its configuration has a kind, and its tokenizer whole words.
import { reasonOf } from '../../errors/reason.ts';
import { parameterCount } from '../../model/parameters.ts';
import { WordTokenizer } from '../../tokenizer/word.ts';
import { wholeOf } from '../byte_source.ts';
import { readModelConfig, readPrior } from '../prior.ts';
import { CONFIG, FileError, type Folder, problemOf, TOKENIZER, textOf, WEIGHTS } from './folder.ts';
import type { ModelPlan } from './imported_model.ts';
import { recordsOf } from './provenance.ts';

export const isOwnConfig = (json: Readonly<Record<string, unknown>>): boolean => Object.hasOwn(json, 'kind');

function refusing<Value>(file: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new FileError(file, reasonOf(error));
  }
}

/** Throws a `FileError`. Its length of a run is the one it was trained for. */
export async function planOwnFolder(folder: Folder): Promise<ModelPlan> {
  const weights = folder.get(WEIGHTS);
  if (!weights) throw new FileError(WEIGHTS, `${WEIGHTS} is missing`);
  const text = await textOf(folder.get(CONFIG)!);
  const words = await textOf(folder.get(TOKENIZER)!);
  const config = refusing(CONFIG, () => readModelConfig(text, weights.size));
  if (config.valueHead) throw new FileError(CONFIG, 'invalid config.json: kind reward (expected prior)');
  const tokenizer = refusing(TOKENIZER, () => WordTokenizer.fromJSON(words));
  if (tokenizer.vocabSize !== config.vocabSize)
    throw new FileError(
      TOKENIZER,
      `tokenizer.json has ${tokenizer.vocabSize} tokens, config.json ${config.vocabSize}`,
    );
  const modelType = 'gpt2';
  return {
    config,
    tokenizer,
    modelType,
    formats: [],
    parameterCount: parameterCount(config),
    fileBytes: weights.size,
    notes: [],
    async read(progress = () => {}) {
      try {
        const bytes = await wholeOf(weights);
        const { parameters } = refusing(WEIGHTS, () => readPrior(text, bytes, 'prior'));
        progress(bytes.length, bytes.length);
        const files = await recordsOf(folder, [WEIGHTS, CONFIG, TOKENIZER]);
        return { config, parameters, tokenizer, notes: [], provenance: { modelType, files } };
      } catch (error) {
        return { problems: [problemOf(error as FileError)] };
      }
    },
  };
}
