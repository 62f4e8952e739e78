import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WordTokenizer } from './word.ts';

const words = ['my', 'bike', ',', '?', 'tl;dr'];

describe('word tokenizer', () => {
  it('round-trips any sequence of its words, through its file too', () => {
    const tokenizer = WordTokenizer.fromJSON(WordTokenizer.fromWords(words).toJSON());
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words)), (text) => {
        const tokens = tokenizer.encode(text.join(' '));
        expect(tokens).toHaveLength(text.length);
        expect(tokenizer.decode([tokenizer.bos, ...tokens, tokenizer.eos, tokenizer.pad])).toBe(
          text.join(' '),
        );
      }),
    );
  });

  it('lets a completion hold every word and EOS, but neither pad nor BOS', () => {
    const tokenizer = WordTokenizer.fromWords(words);
    expect(tokenizer.completionTokens).toEqual([tokenizer.eos, ...tokenizer.encode(words.join(' '))]);
  });

  it('names the unknown word and its place, and never encodes a special token from text', () => {
    const tokenizer = WordTokenizer.fromWords(words);
    expect(() => tokenizer.encode('my boat')).toThrow('unknown word: "boat" at position 1');
    expect(() => tokenizer.encode('<eos>')).toThrow('unknown word');
    expect(() => tokenizer.piece(99)).toThrow('invalid token: 99 (expected 0..7)');
  });

  it('refuses files that are not vocabularies', () => {
    expect(() => WordTokenizer.fromJSON('{"type":"word","vocabulary":["a","b","c","d"]}')).toThrow(
      'starts with',
    );
    expect(() => WordTokenizer.fromJSON('{"type":"bpe","vocabulary":[]}')).toThrow('invalid tokenizer.json');
    expect(() => WordTokenizer.fromWords(['a', 'a'])).toThrow('"a" twice');
    expect(() => WordTokenizer.fromWords(['a b'])).toThrow('expected no spaces');
  });
});
