// A model of ours as a folder that transformers loads.
import type { ModelConfig } from '../../model/config.ts';
import { architectureOf } from '../../model/decoder_shape.ts';
import { wholeConfig, wholeValues } from '../../model/lora.ts';
import { type Parameters, parameterViews } from '../../model/parameters.ts';
import { HuggingFaceTokenizer } from '../../tokenizer/hugging_face/hugging_face_tokenizer.ts';
import { wordTokenizerFiles } from '../../tokenizer/hugging_face/word_files.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import { WordTokenizer } from '../../tokenizer/word.ts';
import { type NumberFormat, writeSafetensors } from '../safetensors.ts';
import { CONFIG, WEIGHTS } from './folder.ts';
import { namedTensors } from './named_tensors.ts';
import { writeAdapter } from './write_adapter.ts';
import { generationConfig, huggingFaceConfig } from './write_config.ts';
import { jsonFile, textFile, type WrittenFile } from './written_file.ts';

export interface ModelToWrite {
  readonly config: ModelConfig;
  /** With the frozen weights, where they are an adapter's. */
  readonly parameters: Parameters;
  readonly tokenizer: Tokenizer;
  /** Longest answer, in tokens. */
  readonly newTokens: number;
}

export interface WriteOptions {
  /** F16 and BF16 round. */
  readonly format?: NumberFormat;
  /** Of an adapter: its weights added to the base's, instead of a file of its own. */
  readonly merged?: boolean;
  /** Where an adapter's base is found: a folder, or a name on Hugging Face. */
  readonly baseName?: string;
}

/** The base with the adapters added, as a model of its own. */
export function mergedModel(
  config: ModelConfig,
  parameters: Parameters,
): Pick<ModelToWrite, 'config' | 'parameters'> {
  const whole = wholeConfig(config);
  return {
    config: whole,
    parameters: { views: parameterViews(whole), values: wholeValues(config, parameters) },
  };
}

export function tokenizerFiles(
  tokenizer: Tokenizer,
  { architecture, contextLength }: ModelConfig,
): readonly WrittenFile[] {
  if (tokenizer instanceof HuggingFaceTokenizer)
    return Array.from(tokenizer.files, ([name, content]) => textFile(name, content));
  if (!(tokenizer instanceof WordTokenizer))
    throw new Error('invalid tokenizer (expected one of words, or one that was imported)');
  const files = wordTokenizerFiles(tokenizer, architecture?.contextLimit ?? contextLength);
  return files.map((file) => textFile(file.name, file.text));
}

/** Weights with config.json. */
function weightsFiles(
  { config, parameters }: Pick<ModelToWrite, 'config' | 'parameters'>,
  tokenizer: Tokenizer,
  format: NumberFormat,
): readonly WrittenFile[] {
  if (config.controlTokens && !architectureOf(config).tiedHead)
    throw new Error('invalid model: control tokens and a head of its own (expected a tied head)');
  const tensors = namedTensors(config, parameters.values);
  return [
    jsonFile(CONFIG, huggingFaceConfig(config, tokenizer, format)),
    { name: WEIGHTS, bytes: writeSafetensors(tensors, { format: 'pt' }, format) },
  ];
}

/** The files, and what they cannot hold, in sentences. */
export function writeModelFolder(
  { config, parameters, tokenizer, newTokens }: ModelToWrite,
  { format = 'F32', merged = false, baseName }: WriteOptions = {},
): { readonly files: readonly WrittenFile[]; readonly notes: readonly string[] } {
  if (config.tables) throw new Error('invalid model: tables (expected a transformer)');
  const generation = generationConfig(config, tokenizer, newTokens);
  const weights =
    config.lora && !merged
      ? writeAdapter(config, parameters, baseName ?? '')
      : weightsFiles(
          config.lora ? mergedModel(config, parameters) : { config, parameters },
          tokenizer,
          format,
        );
  const notes = [
    ...generation.notes,
    ...(config.valueHead ? ['The value head is not in the folder: their class has none.'] : []),
  ];
  const files = [
    ...weights,
    jsonFile('generation_config.json', generation.json),
    ...tokenizerFiles(tokenizer, config),
  ];
  return { files, notes };
}
