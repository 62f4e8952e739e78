// What every tokenizer does: text to token ids and back.

/** Tokens whose bytes are whole characters, and their text. */
export interface TokenPiece {
  readonly text: string;
  readonly tokens: readonly number[];
}

export interface Tokenizer {
  /** One more than the largest id. */
  readonly vocabSize: number;
  /** Id of the beginning-of-sequence token. */
  readonly bos: number;
  /** Id of the end-of-sequence token; it counts in a completion's log-prob. */
  readonly eos: number;
  /** Id used to fill rows on the right; never scored. */
  readonly pad: number;
  /** Ids that every prompt starts with. */
  readonly promptStart: readonly number[];
  /** Ids that a completion may hold, in order. */
  readonly completionTokens: readonly number[];
  /** Never gives a special token. Throws with the unknown word and its position. */
  encode(text: string): number[];
  /** As `encode`, of text that follows other text at once: what some tokenizers put before a text is left out. */
  encodeContinuation(text: string): number[];
  /** Text of the tokens, special tokens left out. */
  decode(tokens: readonly number[]): string;
  /** The visible text of one token ("⏎" for EOS), for token-by-token display. A part of a character is shown as bytes. */
  piece(token: number): string;
  /** The same for many: tokens that are parts of one character stand together, and the texts in a row are the text. */
  pieces(tokens: readonly number[]): readonly TokenPiece[];
  /** The contents of tokenizer.json. */
  toJSON(): string;
}
