// Word-level tokenizer: words and punctuation separated by spaces, three special tokens first.
import * as v from 'valibot';
import type { Tokenizer, TokenPiece } from './tokenizer.ts';

const SPECIAL = ['<pad>', '<bos>', '<eos>'] as const;

const fileSchema = v.strictObject({
  type: v.literal('word'),
  vocabulary: v.pipe(v.array(v.string()), v.minLength(SPECIAL.length + 1)),
});

export class WordTokenizer implements Tokenizer {
  readonly pad = 0;
  readonly bos = 1;
  readonly eos = 2;
  readonly promptStart = [this.bos];
  /** The words and EOS, never pad or BOS. */
  readonly completionTokens: readonly number[];
  private readonly ids: ReadonlyMap<string, number>;

  private constructor(private readonly vocabulary: readonly string[]) {
    this.ids = new Map(vocabulary.map((word, id) => [word, id]));
    const repeated = vocabulary.find((word, id) => this.ids.get(word) !== id);
    if (repeated !== undefined)
      throw new Error(`invalid vocabulary: "${repeated}" twice (expected distinct words)`);
    this.completionTokens = [...this.ids.values()].filter((id) => id !== this.pad && id !== this.bos);
  }

  /** @param words without the special tokens; distinct, without spaces. */
  static fromWords(words: readonly string[]): WordTokenizer {
    const odd = words.find((word) => word === '' || /\s/.test(word));
    if (odd !== undefined) throw new Error(`invalid word: "${odd}" (expected no spaces)`);
    return new WordTokenizer([...SPECIAL, ...words]);
  }

  /** Reads tokenizer.json; throws with what is wrong. */
  static fromJSON(text: string): WordTokenizer {
    const parsed = v.safeParse(fileSchema, JSON.parse(text));
    if (!parsed.success) {
      throw new Error(
        `invalid tokenizer.json: ${v.getDotPath(parsed.issues[0]) ?? ''} ${parsed.issues[0].message}`,
      );
    }
    const { vocabulary } = parsed.output;
    if (SPECIAL.some((word, id) => vocabulary[id] !== word)) {
      throw new Error(`invalid tokenizer.json: starts with ${vocabulary.slice(0, 3)} (expected ${SPECIAL})`);
    }
    return WordTokenizer.fromWords(vocabulary.slice(SPECIAL.length));
  }

  toJSON(): string {
    return `${JSON.stringify({ type: 'word', vocabulary: this.vocabulary }, null, 1)}\n`;
  }

  get vocabSize(): number {
    return this.vocabulary.length;
  }

  encode(text: string): number[] {
    const words = text.split(/\s+/).filter((word) => word !== '');
    return words.map((word, position) => {
      const id = this.ids.get(word);
      if (id === undefined || id < SPECIAL.length)
        throw new Error(`unknown word: "${word}" at position ${position}`);
      return id;
    });
  }

  encodeContinuation(text: string): number[] {
    return this.encode(text);
  }

  decode(tokens: readonly number[]): string {
    return tokens
      .filter((token) => token >= SPECIAL.length)
      .map((token) => this.word(token))
      .join(' ');
  }

  piece(token: number): string {
    return token === this.eos ? '⏎' : this.word(token);
  }

  pieces(tokens: readonly number[]): readonly TokenPiece[] {
    return tokens.map((token, i) => ({ text: (i > 0 ? ' ' : '') + this.piece(token), tokens: [token] }));
  }

  /** All tokens by id, the special ones first. */
  get tokens(): readonly string[] {
    return this.vocabulary;
  }

  private word(token: number): string {
    const word = this.vocabulary[token];
    if (word === undefined) throw new Error(`invalid token: ${token} (expected 0..${this.vocabSize - 1})`);
    return word;
  }
}
