// The tokenizer of a model's folder: Hugging Face's, or our own of words.
import { reasonOf } from '../../errors/reason.ts';
import { HuggingFaceTokenizer } from '../../tokenizer/hugging_face/hugging_face_tokenizer.ts';
import { EndTokenError } from '../../tokenizer/hugging_face/special_tokens.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import { WordTokenizer } from '../../tokenizer/word.ts';
import {
  FileError,
  type Folder,
  GENERATION,
  jsonOf,
  SPECIAL_TOKENS,
  TOKENIZER,
  TOKENIZER_CONFIG,
  TOKENIZER_FILES,
  textOf,
} from './folder.ts';
import type { SpecialIds } from './model_config.ts';

export interface ImportedTokenizer {
  readonly tokenizer: Tokenizer;
  readonly notes: readonly string[];
}

/** Ids of generation_config.json go before those of config.json, as in transformers. */
async function generationIds(folder: Folder, ids: SpecialIds) {
  const source = folder.get(GENERATION);
  if (!source) return { ids };
  const { bos_token_id, eos_token_id, pad_token_id, suppress_tokens } = await jsonOf(source);
  const suppressed = Array.isArray(suppress_tokens) ? (suppress_tokens as number[]) : undefined;
  return {
    ids: { bos: bos_token_id ?? ids.bos, eos: eos_token_id ?? ids.eos, pad: pad_token_id ?? ids.pad },
    suppressed,
  };
}

/**
 * Throws a `FileError`, with a choice where a token must be chosen.
 * @param rows tokens that the model has room for.
 * @param endToken text of the token that ends an answer, where somebody has chosen it.
 */
export async function importTokenizer(
  folder: Folder,
  { rows, ids, endToken }: { rows: number; ids: SpecialIds; endToken?: string },
): Promise<ImportedTokenizer> {
  const source = folder.get(TOKENIZER)!;
  const json = await jsonOf(source);
  const files = new Map<string, string>();
  for (const name of TOKENIZER_FILES) {
    const file = folder.get(name);
    if (file) files.set(name, await textOf(file));
  }
  const settings = {
    ...(folder.has(SPECIAL_TOKENS) ? await jsonOf(folder.get(SPECIAL_TOKENS)!) : {}),
    ...(folder.has(TOKENIZER_CONFIG) ? await jsonOf(folder.get(TOKENIZER_CONFIG)!) : {}),
  };
  try {
    if (json.type === 'word') return { tokenizer: ownTokenizer(files.get(TOKENIZER)!, rows), notes: [] };
    const sources = { files, rows, settings, endToken, ...(await generationIds(folder, ids)) };
    const tokenizer = HuggingFaceTokenizer.from(sources, json);
    return { tokenizer, notes: tokenizer.notes };
  } catch (error) {
    const choice = error instanceof EndTokenError ? { endTokens: error.candidates } : undefined;
    throw new FileError(TOKENIZER, reasonOf(error), choice);
  }
}

function ownTokenizer(text: string, rows: number): WordTokenizer {
  const tokenizer = WordTokenizer.fromJSON(text);
  if (tokenizer.vocabSize > rows)
    throw new Error(`tokenizer.json has ${tokenizer.vocabSize} tokens, config.json ${rows}`);
  return tokenizer;
}
