// What a task and a model need of a tokenizer.
export interface Tokenizer {
  readonly vocabSize: number;
  /** Id of the beginning-of-sequence token. */
  readonly bos: number;
  /** Id of the end-of-sequence token; it counts in a completion's log-prob. */
  readonly eos: number;
  /** Id used to fill rows on the right; never scored. */
  readonly pad: number;
  /** Ids that a completion may hold: the words and EOS, never pad or BOS. */
  readonly completionTokens: readonly number[];
  /** Throws with the unknown word and its position. */
  encode(text: string): number[];
  /** Text of the tokens, special tokens left out. */
  decode(tokens: readonly number[]): string;
  /** The visible text of one token ("⏎" for EOS), for token-by-token display. */
  piece(token: number): string;
  /** The contents of tokenizer.json. */
  toJSON(): string;
}
