// Which tokens begin and end a text. Configurations name them by id, tokenizer files by text.
import { quoted } from '../../settings/parse.ts';
import { isObject, type Json } from './supported_parts.ts';
import type { TokenizerFile } from './tokenizer_file.ts';

/** Thrown where nothing says which token ends an answer, or several do. */
export class EndTokenError extends Error {
  constructor(
    message: string,
    /** Texts of tokens to choose from; empty: any token. */
    readonly candidates: readonly string[],
  ) {
    super(message);
  }
}

export interface SpecialTokens {
  readonly bos: number;
  readonly eos: number;
  readonly pad: number;
  readonly all: ReadonlySet<number>;
  readonly notes: readonly string[];
}

export interface SpecialSources {
  /** Ids of the configuration; a list where several tokens end an answer. */
  readonly ids: { readonly bos?: unknown; readonly eos?: unknown; readonly pad?: unknown };
  /** tokenizer_config.json and special_tokens_map.json, the first over the second. */
  readonly settings: Json;
  /** Text of the token that ends an answer, where somebody has chosen it. */
  readonly endToken?: string;
}

/** A token as tokenizer_config.json names it: its text, or an object with it. */
function named(settings: Json, name: string): string | undefined {
  const value = settings[name];
  const text = isObject(value) ? value.content : value;
  return typeof text === 'string' ? text : undefined;
}

const NAMES = ['bos', 'eos', 'pad', 'unk', 'sep', 'cls', 'mask'];

/** All that a tokenizer's settings name. */
function namedTokens(settings: Json): readonly string[] {
  const { additional_special_tokens: more } = settings;
  const others = Array.isArray(more) ? more.map((token: unknown) => named({ token }, 'token')) : [];
  return [...NAMES.map((name) => named(settings, `${name}_token`)), ...others].filter(
    (text) => text !== undefined,
  );
}

export function specialTokens(
  { vocabulary, added }: TokenizerFile,
  { ids, settings, endToken }: SpecialSources,
): SpecialTokens {
  const texts = new Map(Array.from(vocabulary, ([text, id]) => [id, text]));
  const listed = added.filter(({ special }) => special).map(({ content }) => content);
  const candidates = [...new Set([...listed, ...namedTokens(settings)])].filter((text) =>
    vocabulary.has(text),
  );

  function byId(name: string, id: unknown): number {
    if (typeof id === 'number' && texts.has(id)) return id;
    throw new Error(`invalid ${name}_token_id: ${quoted(id)} (expected a token of tokenizer.json)`);
  }

  const byName = (name: string) => vocabulary.get(named(settings, `${name}_token`) ?? '');

  function endOfText(): number {
    if (endToken !== undefined) {
      const id = vocabulary.get(endToken);
      if (id === undefined)
        throw new EndTokenError(
          `unknown token: ${quoted(endToken)} (expected one of tokenizer.json)`,
          candidates,
        );
      return id;
    }
    const given = Array.isArray(ids.eos) ? ids.eos : ids.eos === undefined ? [] : [ids.eos];
    const ends = given.map((id) => byId('eos', id));
    if (ends.length > 1) {
      const choice = ends.map((id) => texts.get(id)!);
      throw new EndTokenError(
        `${ends.length} tokens end an answer: ${choice.join(', ')} (expected one of them: choose it)`,
        choice,
      );
    }
    const end = ends[0] ?? byName('eos');
    if (end === undefined)
      throw new EndTokenError(
        `no token ends an answer (expected eos_token_id or eos_token: choose one${candidates.length > 0 ? ` of ${candidates.join(', ')}` : ''})`,
        candidates,
      );
    return end;
  }

  const notes: string[] = [];
  const eos = endOfText();
  const namedEnd = byName('eos');
  if (namedEnd !== undefined && namedEnd !== eos)
    notes.push(`An answer ends with ${texts.get(eos)}; tokenizer_config.json has ${texts.get(namedEnd)}.`);
  const begin = ids.bos === undefined ? byName('bos') : byId('bos', ids.bos);
  const pad = ids.pad === undefined || !texts.has(ids.pad as number) ? byName('pad') : (ids.pad as number);
  const bos = begin ?? eos;
  const all = new Set([
    ...candidates.map((text) => vocabulary.get(text)!),
    bos,
    eos,
    ...(pad === undefined ? [] : [pad]),
  ]);
  return { bos, eos, pad: pad ?? eos, all, notes };
}
