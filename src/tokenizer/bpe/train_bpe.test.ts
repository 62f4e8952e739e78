import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BYTE_CHARACTERS } from '../hugging_face/byte_tokens.ts';
import { bpeTokenizer, END_OF_TEXT } from './bpe_files.ts';
import { type BpeVocabulary, trainBpe } from './train_bpe.ts';
import { WordCounts } from './words.ts';

type Counted = readonly (readonly [string, number])[];

function trained(
  words: Counted,
  vocabSize: number,
  special: readonly string[] = [END_OF_TEXT],
): BpeVocabulary {
  const training = trainBpe(words, { vocabSize, special });
  for (;;) {
    const { done, value } = training.next();
    if (done) return value;
  }
}

function countsOf(...texts: readonly string[]): Counted {
  const counts = new WordCounts();
  for (const text of texts) counts.add(text);
  return counts.words;
}

/** By the definition: counts every pair anew before each merge. */
function slowMerges(words: Counted, merges: number): [string, string][] {
  const ids = new Map([END_OF_TEXT, ...BYTE_CHARACTERS.toSorted()].map((token, id) => [token, id]));
  const split = words.map(([word, count]) => ({ symbols: [...word], count }));
  const found: [string, string][] = [];
  while (found.length < merges) {
    const counts = new Map<string, number>();
    for (const { symbols, count } of split)
      symbols.slice(1).forEach((right, i) => {
        const pair = `${symbols[i]} ${right}`;
        counts.set(pair, (counts.get(pair) ?? 0) + count);
      });
    const ordered = [...counts].filter(([, count]) => count >= 2);
    const idsOf = (pair: string) => pair.split(' ').map((token) => ids.get(token)!);
    ordered.sort(([a, countA], [b, countB]) => {
      const [left, right] = [idsOf(a), idsOf(b)];
      return countB - countA || left[0] - right[0] || left[1] - right[1];
    });
    if (ordered.length === 0) break;
    const [left, right] = ordered[0][0].split(' ');
    if (!ids.has(left + right)) ids.set(left + right, ids.size);
    found.push([left, right]);
    for (const word of split)
      for (let i = 0; i + 1 < word.symbols.length; i++)
        if (word.symbols[i] === left && word.symbols[i + 1] === right)
          word.symbols.splice(i, 2, left + right);
  }
  return found;
}

describe('training of byte pairs', () => {
  it('finds the merges that the definition asks for', () => {
    const word = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12 });
    const words = fc.uniqueArray(
      fc.tuple(
        word.map((letters) => letters.join('')),
        fc.integer({ min: 1, max: 5 }),
      ),
      {
        selector: ([text]) => text,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(words, fc.integer({ min: 0, max: 30 }), (counted, merges) => {
        const slow = slowMerges(counted, merges);
        const fast = trained(counted, 257 + merges);
        // A merge that leads to a token of before makes no new one, so there may be more of them.
        expect(fast.merges.slice(0, slow.length)).toEqual(slow);
        if (slow.length < merges) expect(fast.merges).toEqual(slow);
      }),
    );
  });

  it('does not depend on the order of the texts, and stops where no pair stands twice', () => {
    const texts = ['the cat sat on the mat', "the dog's mat", 'a cat, a dog'];
    const vocabulary = trained(countsOf(...texts), 4096);
    expect(trained(countsOf(...texts.toReversed()), 4096)).toEqual(vocabulary);
    expect(vocabulary.tokens.length).toBeLessThan(300);
    expect(vocabulary.tokens).toContain('Ġcat');
    expect(new Set(vocabulary.tokens).size).toBe(vocabulary.tokens.length);
  });

  it('refuses fewer tokens than there are bytes', () => {
    expect(() => trained([], 256)).toThrow('invalid vocabulary: 256 tokens (expected 257 or more)');
  });

  it('reads back any text, and no special token from it', () => {
    const corpus = 'The owl hunts at night. 12 owls, 12 nights; œufs — it’s late.\n\n  The end.';
    const tokenizer = bpeTokenizer(trained(countsOf(corpus, corpus), 320));
    expect(tokenizer.encode('The owl').length).toBeLessThan(7);
    expect([tokenizer.eos, tokenizer.bos, tokenizer.pad, tokenizer.promptStart]).toEqual([0, 0, 0, [0]]);
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.array(fc.constantFrom('The owl', ' ', '\n', END_OF_TEXT, 'é', '12')).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (written) => {
        const tokens = tokenizer.encode(written);
        expect(tokenizer.decode(tokens)).toBe(written);
        expect(tokens).not.toContain(tokenizer.eos);
      }),
      { numRuns: 40 },
    );
  });

  it('cuts a text into the words that the tokenizer merges within', () => {
    const text = "We've 12 owls,  and\n\n a ‘name’!  ";
    const tokenizer = bpeTokenizer(trained([], 257));
    const words = countsOf(text).flatMap(([word, count]) => Array.from({ length: count }, () => word));
    expect(words.reduce((sum, word) => sum + [...word].length, 0)).toBe(tokenizer.encode(text).length);
    expect(words).toEqual(expect.arrayContaining(['We', "'ve", 'Ġ12', 'Ġowls', ',', 'Ġ', 'Ġand', 'ĊĊ']));
  });
});
