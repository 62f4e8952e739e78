// tokenizer.json as it must be before the library sees it, which checks nothing: it takes unknown models for others,
// gives ids beyond the vocabulary, and undefined for unknown words.
import { quoted } from '../../settings/parse.ts';
import { isObject, type Json, unsupportedPart } from './supported_parts.ts';

interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
}

export interface TokenizerFile {
  readonly json: Json;
  readonly model: Json & { readonly type: 'BPE' | 'WordLevel' };
  /** Ids of all tokens, added ones too. */
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly added: readonly AddedToken[];
}

function checkedModel(json: Json): TokenizerFile['model'] {
  const { model } = json;
  if (!isObject(model)) throw new Error(`invalid model: ${quoted(model)} (expected an object)`);
  // The oldest files name no type.
  const type = model.type ?? (model.merges === undefined ? undefined : 'BPE');
  if (type !== 'BPE' && type !== 'WordLevel')
    throw new Error(
      `unsupported model.type: ${JSON.stringify(type) ?? '(missing)'} (expected BPE, WordLevel)`,
    );
  for (const name of ['dropout', 'continuing_subword_prefix', 'end_of_word_suffix']) {
    const value = model[name] ?? null;
    if (value !== null && value !== '' && value !== 0)
      throw new Error(`unsupported model.${name}: ${quoted(value)} (expected none)`);
  }
  for (const name of ['byte_fallback', 'ignore_merges']) {
    const value = model[name] ?? false;
    if (typeof value !== 'boolean')
      throw new Error(`invalid model.${name}: ${quoted(value)} (expected true or false)`);
  }
  return { ...model, type };
}

function checkedId(token: string, id: unknown): number {
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0)
    throw new Error(
      `invalid token ${quoted(token)}: id ${quoted(id)} (expected a whole number of 0 or more)`,
    );
  return id;
}

/** In order, with those of tokenizer_config.json, which transformers adds. */
function addedTokens(json: Json, settings: Json): readonly AddedToken[] {
  const list = json.added_tokens ?? [];
  if (!Array.isArray(list)) throw new Error(`invalid added_tokens: ${quoted(list)} (expected a list)`);
  const later = isObject(settings.added_tokens_decoder) ? Object.entries(settings.added_tokens_decoder) : [];
  const all = [
    ...list,
    ...later.map(([id, token]) => (isObject(token) ? { ...token, id: Number(id) } : token)),
  ];
  return all.map((token: unknown) => {
    if (!isObject(token) || typeof token.content !== 'string' || token.content === '')
      throw new Error(`invalid added token: ${quoted(token)} (expected an id and its content)`);
    const { content, special = false, single_word = false } = token;
    if (!special && single_word)
      throw new Error(`unsupported added token ${quoted(content)}: single_word true (expected false)`);
    return { ...token, id: checkedId(content, token.id), content, special: special === true };
  });
}

/** Refuses two tokens with one id, and two ids of one token. */
function vocabularyOf(model: Json, added: readonly AddedToken[]): ReadonlyMap<string, number> {
  if (!isObject(model.vocab))
    throw new Error(`invalid model.vocab: ${quoted(model.vocab)} (expected an object)`);
  const ids = new Map<string, number>();
  const tokenOf = new Map<number, string>();
  const add = (token: string, id: number) => {
    const [otherId, other] = [ids.get(token), tokenOf.get(id)];
    if (otherId !== undefined && otherId !== id)
      throw new Error(`invalid token ${quoted(token)}: ids ${otherId} and ${id} (expected one)`);
    if (other !== undefined && other !== token)
      throw new Error(
        `invalid token ${quoted(token)}: id ${id}, as ${quoted(other)} has (expected an id of its own)`,
      );
    ids.set(token, id);
    tokenOf.set(id, token);
  };
  for (const [token, id] of Object.entries(model.vocab)) add(token, checkedId(token, id));
  for (const { content, id } of added) add(content, id);
  if (ids.size === 0) throw new Error('invalid model.vocab: (empty) (expected tokens)');
  return ids;
}

function checkMerges({ merges }: Json, vocabulary: ReadonlyMap<string, number>): void {
  if (!Array.isArray(merges)) throw new Error(`invalid model.merges: ${quoted(merges)} (expected a list)`);
  const isPairs = Array.isArray(merges[0]);
  merges.forEach((merge: unknown, i) => {
    const parts: unknown = isPairs ? merge : typeof merge === 'string' ? merge.split(' ') : merge;
    if (!Array.isArray(parts) || parts.length !== 2 || parts.some((part) => typeof part !== 'string'))
      throw new Error(`invalid merge ${i}: ${quoted(merge)} (expected two tokens)`);
    const absent = [...parts, parts.join('')].find((part) => !vocabulary.has(part));
    if (absent !== undefined)
      throw new Error(
        `invalid merge ${i}: ${quoted(absent)} is no token (expected tokens of the vocabulary)`,
      );
  });
}

/** @param rows tokens that the model has room for. @param settings tokenizer_config.json; may be empty. */
export function checkTokenizerFile(json: Json, settings: Json, rows: number): TokenizerFile {
  const model = checkedModel(json);
  const problem = unsupportedPart(json);
  if (problem) throw new Error(problem);
  const added = addedTokens(json, settings);
  const vocabulary = vocabularyOf(model, added);
  if (vocabulary.size > rows)
    throw new Error(`tokenizer.json has ${vocabulary.size} tokens, config.json ${rows}`);
  for (const [token, id] of vocabulary)
    if (id >= rows)
      throw new Error(
        `invalid token ${quoted(token)}: id ${id} (expected below ${rows}, the vocab_size of config.json)`,
      );
  if (model.type === 'BPE') checkMerges(model, vocabulary);
  checkPrefixSpace(json, settings);
  return { json, model, vocabulary, added };
}

/** transformers puts the one over the other. */
function checkPrefixSpace({ pre_tokenizer }: Json, { add_prefix_space }: Json): void {
  if (!isObject(pre_tokenizer) || pre_tokenizer.type !== 'ByteLevel') return;
  const own = pre_tokenizer.add_prefix_space ?? true;
  if (typeof add_prefix_space === 'boolean' && add_prefix_space !== own)
    throw new Error(
      `unsupported add_prefix_space: ${add_prefix_space} in tokenizer_config.json (expected ${own}, as tokenizer.json says)`,
    );
}
