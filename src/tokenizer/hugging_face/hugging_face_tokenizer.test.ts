import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byteLevel,
  changed,
  END,
  gpt2,
  llama,
  llamaJson,
  tokenizerOf,
  words,
} from '../../../scripts/lib/small_tokenizers.ts';
import { WordTokenizer } from '../word.ts';
import { BYTE_CHARACTERS } from './byte_tokens.ts';
import { wordTokenizerFiles } from './word_files.ts';

const settings = { eos_token: '<|endoftext|>' };
const tokensOf = (ids: readonly number[]) => ids.map((id) => words[id]);

/** Byte-pair merges as the paper states them: the pair of the lowest rank, everywhere, until none is left. */
function merged(word: string, merges: readonly string[]): string[] {
  const symbols = [...word];
  for (;;) {
    const ranks = symbols.slice(1).map((symbol, i) => merges.indexOf(`${symbols[i]} ${symbol}`));
    const known = ranks.filter((rank) => rank >= 0);
    if (known.length === 0) return symbols;
    const [left, right] = merges[Math.min(...known)].split(' ');
    for (let i = 0; i + 1 < symbols.length; i++)
      if (symbols[i] === left && symbols[i + 1] === right) symbols.splice(i, 2, left + right);
  }
}

const GPT2_WORDS = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

function slowIds(text: string): number[] {
  const words = (text.match(GPT2_WORDS) ?? []).map((word) =>
    Array.from(new TextEncoder().encode(word), (byte) => BYTE_CHARACTERS[byte]).join(''),
  );
  return words.flatMap((word) =>
    merged(word, byteLevel.model.merges).map((token) => byteLevel.model.vocab[token]),
  );
}

const phrases = fc
  .array(
    fc.constantFrom('the dog', ' The', " didn't", '東京', ' é', '\n\n', '<|endoftext|>', ' 12', '👩‍👩‍👧'),
  )
  .map((parts) => parts.join(''));
const anyText = fc.oneof(phrases, fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));

describe('byte-level BPE', () => {
  it('gives the ids of the slow algorithm, and every text back', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = gpt2.encode(text);
        expect(tokens).toEqual(slowIds(text));
        expect(gpt2.decode(tokens)).toBe(text);
        expect(tokens).not.toContain(END);
      }),
      { numRuns: 300 },
    );
  });

  it('writes the special token as plain text, and leaves it out where it is one', () => {
    const written = gpt2.encode('a<|endoftext|>b');
    expect(written).not.toContain(END);
    expect(gpt2.decode([END, ...written, END])).toBe('a<|endoftext|>b');
    expect([gpt2.bos, gpt2.eos, gpt2.pad, gpt2.promptStart]).toEqual([END, END, END, []]);
    expect(gpt2.completionTokens).toHaveLength(END + 1);
  });

  it('shows tokens in pieces of whole characters whose texts in a row are the text', () => {
    const tokens = gpt2.encode('東é the');
    expect(gpt2.pieces([...tokens, END]).map(({ text }) => text)).toEqual(['東', 'é', ' the', '⏎']);
    expect(tokens.map((token) => gpt2.piece(token)).slice(0, 3)).toEqual(['東', '<C3>', '<A9>']);
    fc.assert(
      fc.property(anyText, (text) => {
        const ids = gpt2.encode(text);
        const pieces = gpt2.pieces(ids);
        expect(pieces.map((piece) => piece.text).join('')).toBe(text);
        expect(pieces.flatMap((piece) => piece.tokens)).toEqual(ids);
      }),
    );
  });

  it('shows bytes that are no character, and goes on behind them', () => {
    const [first] = gpt2.encode('é');
    expect(
      gpt2
        .pieces([first, ...gpt2.encode('a')])
        .map(({ text }) => text)
        .join(''),
    ).toBe('\uFFFDa');
    expect(() => gpt2.decode([END + 1])).toThrow(
      /^invalid token: \d+ \(expected one of the \d+ of tokenizer.json\)$/,
    );
  });

  it('refuses a text that is too long for its time', () => {
    expect(() => gpt2.encode('a'.repeat(70_000))).toThrow(
      'text of 70000 characters (expected at most 65536: cut it into documents)',
    );
  });
});

describe('BPE with bytes for what has no token', () => {
  it('puts a space before a text, but not before what follows one', () => {
    expect(tokensOf(llama.encode('ab bc'))).toEqual(['▁ab', '▁b', 'c']);
    expect(tokensOf(llama.encodeContinuation(' ab'))).toEqual(['▁ab']);
    expect(tokensOf(llama.encodeContinuation('bc'))).toEqual(['bc']);
    const only = tokenizerOf({ ...llamaJson, normalizer: { type: 'Prepend', prepend: '▁' } }, {}, 1000, {
      eos: 2,
    });
    expect(tokensOf(only.encode('b'))).toEqual(['▁b']);
    expect(tokensOf(only.encodeContinuation('b'))).toEqual(['b']);
    expect(llama.promptStart).toEqual([1]);
    expect(tokenizerOf(llamaJson, { add_bos_token: false }, 1000, { eos: 2 }).promptStart).toEqual([]);
  });

  it('shows a byte that begins no character by itself', () => {
    const tokens = [
      words.indexOf('<0xE4>'),
      words.indexOf('a'),
      words.indexOf('<0xC3>'),
      words.indexOf('<0xA9>'),
    ];
    expect(llama.pieces(tokens).map(({ text }) => text)).toEqual(['\uFFFD', 'a', 'é']);
  });

  it('gives every text back, also in two parts, and never a special token', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom('a', ' b', 'bc', '</s>', '<s>', '<unk>', 'é', '<0xE4>'))
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, text, (first, second) => {
        fc.pre(!/[▁\uFEFF]/.test(first + second));
        const [a, b] = [llama.encode(first), llama.encodeContinuation(second)];
        for (const id of [0, 1, 2]) expect([...a, ...b]).not.toContain(id);
        if (first !== '') expect(llama.decode([...a, ...b])).toBe(first + second);
        expect(
          llama
            .pieces([...a, ...b])
            .map((piece) => piece.text)
            .join(''),
        ).toBe(llama.decode([...a, ...b]));
      }),
    );
  });
});

describe('whole words', () => {
  const word = WordTokenizer.fromWords(['my', 'bike', ',', '7', 'constructor']);
  const files = new Map(wordTokenizerFiles(word, 32).map(({ name, text }) => [name, text]));
  const [json, own] = [...files.values()].map((text) => JSON.parse(text));
  const read = tokenizerOf(json, own, word.vocabSize);

  it('are written as a tokenizer.json that reads the same ids', () => {
    expect([read.bos, read.eos, read.pad, read.promptStart]).toEqual([1, 2, 0, [1]]);
    for (const text of ['my bike , 7', '', 'constructor my']) {
      expect(read.encode(text)).toEqual(word.encode(text));
      expect(read.decode([1, ...word.encode(text), 2])).toBe(text);
    }
    const tokens = [...word.encode('my bike'), word.eos];
    expect(read.pieces(tokens).map(({ text }) => text)).toEqual(['my', ' bike', '⏎']);
    expect(word.pieces(tokens).map(({ text }) => text)).toEqual(['my', ' bike', ' ⏎']);
    expect(json.model.unk_token in json.model.vocab).toBe(false);
  });

  it('refuses unknown words and special ones by name', () => {
    expect(() => read.encode('my boat')).toThrow('unknown word: "boat" at position 1');
    expect(() => read.encode('my <eos>')).toThrow('unknown word: "<eos>" at position 1');
    expect(() => read.encode('toString')).toThrow('unknown word: "toString" at position 0');
  });
});

it('splits every number of Unicode where digits are split, as the original does', () => {
  const digits = { type: 'Digits', individual_digits: true };
  const [arabic3, arabic4] = ['٣', '٤'].map((digit) =>
    Array.from(new TextEncoder().encode(digit), (byte) => BYTE_CHARACTERS[byte]),
  );
  const across = arabic3[1] + arabic4[0];
  const json = changed((j) => {
    j.model.vocab[across] = END + 1;
    j.model.merges.push(`${arabic3[1]} ${arabic4[0]}`);
  });
  const split = { ...json, pre_tokenizer: { type: 'Sequence', pretokenizers: [digits, json.pre_tokenizer] } };
  expect(tokenizerOf(json, settings).encode('٣٤')).toContain(END + 1);
  expect(tokenizerOf(split, settings).encode('٣٤')).not.toContain(END + 1);
  expect(tokenizerOf(split, settings).decode(tokenizerOf(split, settings).encode('٣٤ ½ 12'))).toBe('٣٤ ½ 12');
});

const gpt2Folder = process.env.GPT2_TOKENIZER;

// GPT2_TOKENIZER=folder names a folder with GPT-2's tokenizer.json, which is not shipped.
it.skipIf(!gpt2Folder)(
  'round-trips 10,000 random strings with the tokenizer of GPT-2 in GPT2_TOKENIZER',
  () => {
    const read = (name: string) => JSON.parse(readFileSync(join(gpt2Folder!, name), 'utf8'));
    const tokenizer = tokenizerOf(read('tokenizer.json'), read('tokenizer_config.json'), 50_257);
    let strings = 0;
    let tokens = 0;
    fc.assert(
      fc.property(anyText, (text) => {
        const ids = tokenizer.encode(text);
        strings++;
        tokens += ids.length;
        expect(ids).not.toContain(tokenizer.eos);
        expect(tokenizer.decode(ids)).toBe(text);
        expect(
          tokenizer
            .pieces(ids)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
      { numRuns: 10_000 },
    );
    console.info(`${strings} strings, ${tokens} tokens`);
  },
);
