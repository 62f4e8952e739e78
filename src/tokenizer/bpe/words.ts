// Words of byte-level BPE (Radford et al. 2019): GPT-2's pattern cuts a text, a space stays with the word behind it,
// and each byte of a word is written as a visible character.
import { BYTE_CHARACTERS } from '../hugging_face/byte_tokens.ts';

const GPT2_WORDS = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;
const ENCODER = new TextEncoder();

/** How often each word stands in texts; the keys are bytes as characters. */
export class WordCounts {
  /** Of the texts, in UTF-16 units. */
  characters = 0;
  private readonly counts = new Map<string, number>();

  add(text: string): void {
    this.characters += text.length;
    for (const [word] of text.matchAll(GPT2_WORDS)) this.counts.set(word, (this.counts.get(word) ?? 0) + 1);
  }

  /** In an order that does not depend on that of the texts. */
  get words(): readonly (readonly [word: string, count: number])[] {
    const written = Array.from(this.counts, ([word, count]): [string, number] => [bytesAsText(word), count]);
    return written.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  }
}

const bytesAsText = (word: string): string =>
  Array.from(ENCODER.encode(word), (byte) => BYTE_CHARACTERS[byte]).join('');
