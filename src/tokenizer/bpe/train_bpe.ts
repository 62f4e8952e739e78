// Trains byte-pair encoding (Sennrich et al. 2016): the most frequent pair of symbols becomes a symbol, again and again.
// Counts of pairs are kept up to date, so that a merge costs no more than the words that hold its pair.
import { BYTE_CHARACTERS } from '../hugging_face/byte_tokens.ts';
import { PairQueue } from './pair_queue.ts';

export interface BpeVocabulary {
  /** By id: what was given as special, the bytes, then what was merged. */
  readonly tokens: readonly string[];
  /** In the order in which they are applied. */
  readonly merges: readonly (readonly [left: string, right: string])[];
}

export interface BpeOptions {
  /** Tokens in all, special ones and the 256 bytes among them. */
  readonly vocabSize: number;
  readonly special: readonly string[];
}

interface Word {
  symbols: number[];
  readonly count: number;
}

/** A pair that stands once saves nothing. */
const LEAST_COUNT = 2;
/** Keys of pairs: above any vocabulary, and their products are exact. */
const KEYS = 2 ** 21;

function merged(symbols: readonly number[], left: number, right: number, into: number): number[] {
  const result: number[] = [];
  for (let i = 0; i < symbols.length; i++) {
    const isPair = symbols[i] === left && symbols[i + 1] === right;
    result.push(isPair ? into : symbols[i]);
    if (isPair) i++;
  }
  return result;
}

class Pairs {
  readonly queue = new PairQueue();
  private readonly counts = new Map<number, number>();
  /** Words that hold a pair, or have held it. */
  private readonly holders = new Map<number, Set<Word>>();
  private readonly grown = new Set<number>();

  /** Adds the pairs of a word, or takes them away. */
  count(word: Word, sign: 1 | -1): void {
    const { symbols } = word;
    for (let i = 0; i + 1 < symbols.length; i++) {
      const key = symbols[i] * KEYS + symbols[i + 1];
      this.counts.set(key, (this.counts.get(key) ?? 0) + sign * word.count);
      if (sign < 0) continue;
      this.grown.add(key);
      const holders = this.holders.get(key);
      if (holders) holders.add(word);
      else this.holders.set(key, new Set([word]));
    }
  }

  /** Enters the pairs that have grown since the last call. */
  enter(): void {
    for (const key of this.grown) this.enterPair(key);
    this.grown.clear();
  }

  private enterPair(key: number): void {
    const count = this.counts.get(key)!;
    if (count >= LEAST_COUNT) this.queue.add({ left: Math.floor(key / KEYS), right: key % KEYS, count });
  }

  /** The most frequent pair and the words that hold it. */
  take(): { left: number; right: number; words: Iterable<Word> } | undefined {
    for (;;) {
      const pair = this.queue.take();
      if (!pair) return undefined;
      const { left, right, count } = pair;
      const key = left * KEYS + right;
      if (this.counts.get(key) === count) {
        const words = this.holders.get(key)!;
        this.holders.delete(key);
        return { left, right, words };
      }
      // Fewer are left of it than when it was entered.
      if (this.counts.get(key)! < count) this.enterPair(key);
    }
  }
}

/**
 * Yields the number of tokens after every merge, and returns the vocabulary. It has fewer tokens than asked for where no
 * pair stands twice. Throws where the bytes alone are more.
 * @param words bytes as characters, with their counts.
 */
export function* trainBpe(
  words: readonly (readonly [word: string, count: number])[],
  { vocabSize, special }: BpeOptions,
): Generator<number, BpeVocabulary> {
  // By character, as Hugging Face's trainer has them.
  const tokens = [...special, ...BYTE_CHARACTERS.toSorted()];
  if (vocabSize < tokens.length)
    throw new Error(`invalid vocabulary: ${vocabSize} tokens (expected ${tokens.length} or more)`);
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const merges: (readonly [string, string])[] = [];
  const pairs = new Pairs();
  for (const [text, count] of words) {
    const word = { symbols: [...text].map((character) => ids.get(character)!), count };
    pairs.count(word, 1);
  }
  pairs.enter();
  while (tokens.length < vocabSize) {
    const best = pairs.take();
    if (!best) break;
    const { left, right } = best;
    const token = tokens[left] + tokens[right];
    // Two ways may lead to one token.
    const into = ids.get(token) ?? tokens.push(token) - 1;
    ids.set(token, into);
    merges.push([tokens[left], tokens[right]]);
    for (const word of best.words) {
      pairs.count(word, -1);
      word.symbols = merged(word.symbols, left, right, into);
      pairs.count(word, 1);
    }
    pairs.enter();
    yield tokens.length;
  }
  return { tokens, merges };
}
