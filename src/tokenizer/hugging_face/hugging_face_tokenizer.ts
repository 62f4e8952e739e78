// A tokenizer.json of Hugging Face, computed by their library behind our own checks. Text never becomes a special token:
// the library is not told of them.
import { Tokenizer as Library, SequenceNormalizer, SequencePreTokenizer } from '@huggingface/tokenizers';
import { reasonOf } from '../../errors/reason.ts';
import { quoted } from '../../settings/parse.ts';
import type { Tokenizer, TokenPiece } from '../tokenizer.ts';
import { byteLevelBytes, fallbackByte, lacking, shownBytes } from './byte_tokens.ts';
import { type SpecialSources, type SpecialTokens, specialTokens } from './special_tokens.ts';
import { type Json, partsOf, withoutPrepended, withUnicodeDigits } from './supported_parts.ts';
import { checkTokenizerFile, type TokenizerFile } from './tokenizer_file.ts';

/** Longest text in UTF-16 units: Llama's time grows with the square of it. */
const MOST_TEXT = 1 << 16;
/** Stands for what no token covers; in no vocabulary, because it is no text. */
const UNKNOWN = '\uD800unknown';

export interface TokenizerSources extends SpecialSources {
  /** Contents of the files by name: tokenizer.json, and what else belongs to it. */
  readonly files: ReadonlyMap<string, string>;
  /** Tokens that the model has room for. */
  readonly rows: number;
  /** Ids that generation never writes. */
  readonly suppressed?: readonly number[];
}

function libraryOf({ json, model, added }: TokenizerFile, special: ReadonlySet<number>): Library {
  const plain = added.filter(({ id }) => !special.has(id));
  const parts = {
    normalizer: json.normalizer ?? null,
    pre_tokenizer: withUnicodeDigits(json.pre_tokenizer ?? null),
    post_processor: null, // what it adds is known from the file
    decoder: json.decoder ?? null,
    added_tokens: plain,
    model: { ...model, unk_token: UNKNOWN, fuse_unk: false },
  };
  try {
    return new Library(parts, {});
  } catch (error) {
    throw new Error(`invalid tokenizer.json: ${reasonOf(error)} (expected what the library takes)`);
  }
}

/** Shares the vocabulary. */
function continuationOf(library: Library, { normalizer, pre_tokenizer }: Json): Library {
  const [rest, split] = [withoutPrepended(normalizer), withoutPrepended(withUnicodeDigits(pre_tokenizer))];
  const parts = {
    normalizer: rest ? new SequenceNormalizer({ type: 'Sequence', normalizers: [rest] } as never) : null,
    pre_tokenizer: split
      ? new SequencePreTokenizer({ type: 'Sequence', pretokenizers: [split] } as never)
      : null,
  };
  return Object.assign(Object.create(library), parts);
}

export class HuggingFaceTokenizer implements Tokenizer {
  readonly vocabSize: number;
  readonly bos: number;
  readonly eos: number;
  readonly pad: number;
  readonly promptStart: readonly number[];
  readonly completionTokens: readonly number[];
  /** What was noticed and does not stop anything. */
  readonly notes: readonly string[];
  /** By id; without a token: absent. */
  private readonly texts: ReadonlyMap<number, string>;
  private readonly bytesOf: (token: string) => readonly number[] | undefined;
  private readonly library: Library;
  private readonly continuation: Library;

  private constructor(
    private readonly file: TokenizerFile,
    private readonly special: SpecialTokens,
    /** As they came, so that they leave as they are. */
    readonly files: ReadonlyMap<string, string>,
    { settings, suppressed = [], rows }: TokenizerSources,
  ) {
    const { vocabulary, json } = file;
    this.texts = new Map(Array.from(vocabulary, ([text, id]) => [id, text]));
    const ids = [...this.texts.keys()].sort((a, b) => a - b);
    this.vocabSize = ids[ids.length - 1] + 1;
    this.completionTokens = ids.filter((id) => !suppressed.includes(id));
    const spare = rows - ids.length;
    this.notes = [
      ...special.notes,
      ...(suppressed.length > 0
        ? [`Never written, as generation_config.json asks: tokens ${suppressed.slice(0, 10).join(', ')}.`]
        : []),
      ...(spare > 0 ? [`${spare} of ${rows} rows of the embedding have no token: never written.`] : []),
    ];
    ({ bos: this.bos, eos: this.eos, pad: this.pad } = special);
    const decoders = partsOf(json.decoder).map(({ type }) => type);
    this.bytesOf = decoders.includes('ByteLevel')
      ? byteLevelBytes
      : decoders.includes('ByteFallback')
        ? fallbackByte
        : () => undefined;
    this.library = libraryOf(file, special.all);
    this.continuation = continuationOf(this.library, json);
    this.promptStart = this.startOfPrompts(settings);
  }

  /** Throws with what is wrong; an `EndTokenError` where a token must be chosen. */
  static from(sources: TokenizerSources, json: Json): HuggingFaceTokenizer {
    const file = checkTokenizerFile(json, sources.settings, sources.rows);
    return new HuggingFaceTokenizer(file, specialTokens(file, sources), sources.files, sources);
  }

  private startOfPrompts({ add_bos_token }: Json): readonly number[] {
    if (add_bos_token === true) return [this.bos];
    if (add_bos_token === false) return [];
    for (const { single } of partsOf(this.file.json.post_processor)) {
      if (!Array.isArray(single)) continue;
      const text = single.findIndex((part) => part?.Sequence);
      const start = single.slice(0, text).map((part) => this.file.vocabulary.get(part?.SpecialToken?.id));
      if (!start.includes(undefined)) return start as number[];
    }
    return [];
  }

  encode(text: string): number[] {
    return this.encodedBy(this.library, text);
  }

  encodeContinuation(text: string): number[] {
    return this.encodedBy(this.continuation, text);
  }

  private encodedBy(library: Library, text: string): number[] {
    if (text.length > MOST_TEXT)
      throw new Error(
        `text of ${text.length} characters (expected at most ${MOST_TEXT}: cut it into documents)`,
      );
    if (text === '') return [];
    const ids = library.tokenize(text, { add_special_tokens: false }).map((token) => this.plainId(token));
    if (ids.includes(undefined)) throw this.unknownWord(text);
    return ids as number[];
  }

  /** undefined for what is no token, or a special one. */
  private plainId(token: string): number | undefined {
    const id = this.file.vocabulary.get(token);
    return id === undefined || this.special.all.has(id) ? undefined : id;
  }

  private unknownWord(text: string): Error {
    const words = text.split(/\s+/).filter((word) => word !== '');
    const at = words.findIndex((word) =>
      this.library
        .tokenize(word, { add_special_tokens: false })
        .some((token) => this.plainId(token) === undefined),
    );
    return new Error(`unknown word: "${quoted(words[at] ?? text)}" at position ${Math.max(at, 0)}`);
  }

  decode(tokens: readonly number[]): string {
    const plain = tokens.filter((token) => !this.isSpecial(token));
    return plain.length === 0 ? '' : this.decoded(plain);
  }

  private decoded(tokens: readonly number[]): string {
    return this.library.decode([...tokens], { clean_up_tokenization_spaces: false });
  }

  piece(token: number): string {
    if (token === this.eos) return '⏎';
    const text = this.text(token);
    if (this.isSpecial(token)) return text;
    const bytes = this.bytesOf(text);
    return bytes ? shownBytes(bytes) : text.replaceAll('▁', ' ');
  }

  pieces(tokens: readonly number[]): readonly TokenPiece[] {
    const pieces: TokenPiece[] = [];
    let before: readonly number[] = []; // what a decoder strips depends on whether a text begins
    let group: number[] = [];
    let lacks = 0;
    const close = () => {
      if (group.length === 0) return;
      const known = before.length === 0 ? '' : this.decoded(before);
      pieces.push({ text: this.decoded([...before, ...group]).slice(known.length), tokens: group });
      before = group;
      group = [];
      lacks = 0;
    };
    for (const token of tokens) {
      if (this.isSpecial(token)) {
        close();
        pieces.push({ text: this.piece(token), tokens: [token] });
        continue;
      }
      const bytes = this.bytesOf(this.text(token));
      if (!bytes) close();
      group.push(token);
      lacks = bytes ? lacking(lacks, bytes) : 0;
      if (lacks === 0) close();
    }
    close();
    return pieces;
  }

  toJSON(): string {
    return this.files.get('tokenizer.json')!;
  }

  private isSpecial(token: number): boolean {
    this.text(token);
    return this.special.all.has(token);
  }

  /** Throws where no token has this id. */
  private text(token: number): string {
    const text = this.texts.get(token);
    if (text === undefined)
      throw new Error(`invalid token: ${token} (expected one of the ${this.texts.size} of tokenizer.json)`);
    return text;
  }
}
