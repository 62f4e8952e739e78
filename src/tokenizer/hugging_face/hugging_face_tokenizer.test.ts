import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WordTokenizer } from '../word.ts';
import { BYTE_CHARACTERS } from './byte_tokens.ts';
import { HuggingFaceTokenizer } from './hugging_face_tokenizer.ts';
import { EndTokenError } from './special_tokens.ts';
import { wordTokenizerFiles } from './word_files.ts';

const file = new URL('fixtures/byte_level.json', import.meta.url);
const byteLevel = JSON.parse(readFileSync(file, 'utf8'));
const END = byteLevel.added_tokens[0].id as number;

const tokenizerOf = (json: object, settings: object = {}, rows = 1000, ids: object = {}) =>
  HuggingFaceTokenizer.from(
    { files: new Map([['tokenizer.json', JSON.stringify(json)]]), rows, ids, settings: settings as never },
    json as never,
  );
const gpt2 = tokenizerOf(byteLevel, { eos_token: '<|endoftext|>', bos_token: '<|endoftext|>' });

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

/** Llama's: a space before the text, words that begin with it, and bytes for what has no token. */
const pairs = [
  ['▁', 'a'],
  ['▁', 'b'],
  ['b', 'c'],
  ['▁a', 'b'],
];
const bytes = Array.from({ length: 256 }, (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`);
const words = [
  '<unk>',
  '<s>',
  '</s>',
  ...bytes,
  '▁',
  'a',
  'b',
  'c',
  '.',
  ...pairs.map((pair) => pair.join('')),
];
const llamaJson = {
  added_tokens: words.slice(0, 3).map((content, id) => ({ id, content, special: true })),
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'Prepend', prepend: '▁' },
      { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
    ],
  },
  pre_tokenizer: null,
  post_processor: {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
    pair: [],
    special_tokens: { '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] } },
  },
  decoder: {
    type: 'Sequence',
    decoders: [
      { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
      { type: 'ByteFallback' },
      { type: 'Fuse' },
      { type: 'Strip', content: ' ', start: 1, stop: 0 },
    ],
  },
  model: {
    type: 'BPE',
    unk_token: '<unk>',
    fuse_unk: true,
    byte_fallback: true,
    vocab: Object.fromEntries(words.map((word, id) => [word, id])),
    merges: pairs,
  },
};
const llama = tokenizerOf(llamaJson, {}, 1000, { bos: 1, eos: 2 });
const tokensOf = (ids: readonly number[]) => ids.map((id) => words[id]);

describe('BPE with bytes for what has no token', () => {
  it('puts a space before a text, but not before what follows one', () => {
    expect(tokensOf(llama.encode('ab bc'))).toEqual(['▁ab', '▁b', 'c']);
    expect(tokensOf(llama.encodeContinuation(' ab'))).toEqual(['▁ab']);
    expect(tokensOf(llama.encodeContinuation('bc'))).toEqual(['bc']);
    expect(llama.promptStart).toEqual([1]);
    expect(tokenizerOf(llamaJson, { add_bos_token: false }, 1000, { eos: 2 }).promptStart).toEqual([]);
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
  const [json, settings] = [...files.values()].map((text) => JSON.parse(text));
  const read = tokenizerOf(json, settings, word.vocabSize);

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

const changed = (change: (json: typeof byteLevel) => void) => {
  const json = structuredClone(byteLevel);
  change(json);
  return json;
};
const settings = { eos_token: '<|endoftext|>' };

it.each([
  [
    'an unknown model',
    changed((j) => {
      j.model.type = 'Unigram';
    }),
    'unsupported model.type: "Unigram" (expected BPE, WordLevel)',
  ],
  [
    'no model',
    changed((j) => {
      delete j.model;
    }),
    'invalid model: (undefined) (expected an object)',
  ],
  [
    'a model that nobody can guess',
    changed((j) => {
      delete j.model.type;
      delete j.model.merges;
    }),
    'unsupported model.type: (missing) (expected BPE, WordLevel)',
  ],
  [
    'dropout',
    changed((j) => {
      j.model.dropout = 0.1;
    }),
    'unsupported model.dropout: 0.1 (expected none)',
  ],
  [
    'a suffix',
    changed((j) => {
      j.model.end_of_word_suffix = '</w>';
    }),
    'unsupported model.end_of_word_suffix: </w> (expected none)',
  ],
  [
    'two tokens of one id',
    changed((j) => {
      j.model.vocab.zz = 3;
    }),
    'invalid token zz: id 3, as $ has (expected an id of its own)',
  ],
  [
    'two ids of one token',
    changed((j) => {
      j.added_tokens[0].id = 400;
    }),
    `invalid token <|endoftext|>: ids ${END} and 400 (expected one)`,
  ],
  [
    'an id that is none',
    changed((j) => {
      j.model.vocab.zz = -1;
    }),
    'invalid token zz: id -1 (expected a whole number of 0 or more)',
  ],
  [
    'an id beyond the model',
    changed((j) => {
      delete j.model.vocab['<|endoftext|>'];
      j.added_tokens[0].id = 999;
    }),
    `invalid token <|endoftext|>: id 999 (expected below ${END + 1}, the vocab_size of config.json)`,
  ],
  [
    'more tokens than the model has',
    changed((j) => {
      j.model.vocab.zz = END + 1;
    }),
    `tokenizer.json has ${END + 2} tokens, config.json ${END + 1}`,
  ],
  [
    'a merge of no tokens',
    changed((j) => {
      j.model.merges[2] = 'qq x';
    }),
    'invalid merge 2: qq is no token (expected tokens of the vocabulary)',
  ],
  [
    'a merge into no token',
    changed((j) => {
      j.model.merges[0] = '! !';
    }),
    'invalid merge 0: !! is no token (expected tokens of the vocabulary)',
  ],
  [
    'a merge of three',
    changed((j) => {
      j.model.merges[0] = 'a b c';
    }),
    'invalid merge 0: a b c (expected two tokens)',
  ],
  [
    'another part',
    changed((j) => {
      j.pre_tokenizer = { type: 'Whitespace' };
    }),
    'unsupported pre_tokenizer.type: Whitespace (expected Sequence, ByteLevel, Split, Digits, Metaspace, WhitespaceSplit)',
  ],
  [
    'another part inside',
    changed((j) => {
      j.normalizer = { type: 'Sequence', normalizers: [{ type: 'BertNormalizer' }] };
    }),
    /^unsupported normalizer.type: BertNormalizer/,
  ],
  [
    'a split that joins',
    changed((j) => {
      j.pre_tokenizer = { type: 'Split', pattern: { Regex: 'a' }, behavior: 'MergedWithNext' };
    }),
    'unsupported Split.behavior: MergedWithNext (expected Isolated, Removed)',
  ],
])('refuses %s', (_, json, message) => {
  const build = () => tokenizerOf(json, settings, END + 1);
  expect(build).toThrow(typeof message === 'string' ? new Error(message) : message);
});

it('refuses a space that the settings put first and tokenizer.json does not', () => {
  expect(() => tokenizerOf(byteLevel, { ...settings, add_prefix_space: true })).toThrow(
    'unsupported add_prefix_space: true in tokenizer_config.json (expected false, as tokenizer.json says)',
  );
});

it('asks which token ends an answer where none does, or several do', () => {
  const error = (ids: object, own: object = {}) => {
    try {
      return tokenizerOf(byteLevel, own, 1000, ids).eos;
    } catch (caught) {
      return caught as EndTokenError;
    }
  };
  const none = error({}) as EndTokenError;
  expect(none).toBeInstanceOf(EndTokenError);
  expect([none.message, none.candidates]).toEqual([
    'no token ends an answer (expected eos_token_id or eos_token: choose one of <|endoftext|>)',
    ['<|endoftext|>'],
  ]);
  const several = error({ eos: [END, 0] }) as EndTokenError;
  expect([several.message, several.candidates]).toEqual([
    '2 tokens end an answer: <|endoftext|>, ! (expected one of them: choose it)',
    ['<|endoftext|>', '!'],
  ]);
  expect(error({ eos: [END] })).toBe(END);
  expect(error({}, { eos_token: { content: '<|endoftext|>' } })).toBe(END);
  expect((error({ eos: 4000 }) as Error).message).toBe(
    'invalid eos_token_id: 4000 (expected a token of tokenizer.json)',
  );
});

it('splits every number of Unicode where digits are split, as the original does', () => {
  const digits = { type: 'Digits', individual_digits: true };
  const json = changed((j) => {
    j.pre_tokenizer = { type: 'Sequence', pretokenizers: [digits, j.pre_tokenizer] };
    j.model.vocab['12'] = END + 1;
    j.model.merges.push('1 2');
  });
  expect(tokenizerOf(json, settings).encode('12')).toEqual([
    byteLevel.model.vocab[1],
    byteLevel.model.vocab[2],
  ]);
  expect(tokenizerOf(json, settings).decode(tokenizerOf(json, settings).encode('٣٤ ½ x'))).toBe('٣٤ ½ x');
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
