// Hugging Face's config.json to a configuration of ours. What would change the numbers is never ignored. Fields that
// transformers' own class does not know are noted: it does not read them either.
import { FAMILIES, type Family } from '../../model/architecture.ts';
import type { ModelConfig } from '../../model/config.ts';
import { modelConfigProblem } from '../../model/config_problem.ts';
import { passCommonFields } from './common_fields.ts';
import { ConfigFields } from './config_fields.ts';
import { type ReadShape, type ReadType, readGpt2, readGptNeo } from './gpt_configs.ts';
import { readLlama } from './llama_config.ts';

const READERS: Readonly<Record<Family, (fields: ConfigFields) => ReadType>> = {
  gpt2: readGpt2,
  gpt_neo: readGptNeo,
  llama: readLlama,
};

/** transformers' classes of language models, and of what is under their heads. */
const CLASSES: Readonly<Record<Family, readonly string[]>> = {
  gpt2: ['GPT2LMHeadModel', 'GPT2Model'],
  gpt_neo: ['GPTNeoForCausalLM', 'GPTNeoModel'],
  llama: ['LlamaForCausalLM', 'LlamaModel'],
};

/** Those with one number in place of the head for words. */
export const SCORING_CLASSES: Readonly<Record<Family, readonly string[]>> = {
  gpt2: ['GPT2ForSequenceClassification'],
  gpt_neo: ['GPTNeoForSequenceClassification'],
  llama: ['LlamaForSequenceClassification'],
};

/** What stands on the trunk: probabilities of words, or a score of the whole text. */
export type HeadKind = 'words' | 'score';

/** Tokens a row of a run has unless somebody says otherwise. */
const RUN_LENGTH = 256;

/** Ids of special tokens, as config.json or generation_config.json gives them. */
export interface SpecialIds {
  readonly bos?: unknown;
  /** A number, or a list where several end an answer. */
  readonly eos?: unknown;
  readonly pad?: unknown;
}

export interface ReadConfig {
  readonly config: ModelConfig;
  readonly modelType: Family;
  readonly special: SpecialIds;
  readonly notes: readonly string[];
}

/** Its file has no head for words, and nobody asks for one. */
const scoring = (shape: ReadShape): ReadShape => ({
  ...shape,
  valueHead: true,
  architecture: { ...shape.architecture, tiedHead: true },
});

/**
 * The configuration, or sentences that say what is wrong with it.
 * @param json of config.json.
 * @param runLength longest row of a run in tokens; absent: 256, or the model's limit if that is less.
 * @param head what the model is read for.
 */
export function readHuggingFaceConfig(
  json: Readonly<Record<string, unknown>>,
  runLength?: number,
  head: HeadKind = 'words',
): ReadConfig | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const fields = new ConfigFields(json, problems);
  const modelType = FAMILIES.find((family) => family === fields.get('model_type'));
  if (!modelType) {
    fields.unsupported('model_type', FAMILIES.join(', '));
    return { problems };
  }
  passCommonFields(fields);
  const classes = (head === 'score' ? SCORING_CLASSES : CLASSES)[modelType];
  const named = fields.get('architectures') ?? classes;
  if (!Array.isArray(named) || named.some((name) => !classes.includes(name)))
    fields.unsupported('architectures', classes.join(' or '));
  const { shape: read, notes } = READERS[modelType](fields);
  const shape = head === 'score' ? scoring(read) : read;
  const special = {
    bos: fields.get('bos_token_id'),
    eos: fields.get('eos_token_id'),
    pad: fields.get('pad_token_id'),
  };
  if (problems.length > 0) return { problems };
  const { contextLimit } = shape.architecture;
  if (runLength !== undefined && !(runLength >= 1 && runLength <= contextLimit))
    return {
      problems: [`invalid run length: ${runLength} (expected 1..${contextLimit}, the model’s context)`],
    };
  const config = {
    ...shape,
    contextLength: runLength ?? Math.min(RUN_LENGTH, contextLimit),
  };
  const problem = modelConfigProblem(config);
  if (problem) return { problems: [`invalid config.json: ${problem}`] };
  const unknown = fields.rest();
  const unread = `Not known to transformers’ ${modelType}, and not read: ${unknown.join(', ')} of config.json.`;
  return { config, modelType, special, notes: unknown.length > 0 ? [...notes, unread] : notes };
}
