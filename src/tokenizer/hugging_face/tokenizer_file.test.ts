import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tampered } from '../../../scripts/lib/hostile.ts';
import { byteLevel, changed, END, llamaJson, tokenizerOf } from '../../../scripts/lib/small_tokenizers.ts';
import { EndTokenError } from './special_tokens.ts';

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

it('gives a tokenizer or a sentence, whatever the file holds', () => {
  let taken = 0;
  fc.assert(
    fc.property(tampered(llamaJson), (json) => {
      fc.pre(typeof json === 'object' && json !== null && !Array.isArray(json));
      try {
        const tokenizer = tokenizerOf(json as object, { eos_token: '</s>' });
        const ids = tokenizer.encode('ab é');
        expect(ids.every((id) => Number.isInteger(id))).toBe(true);
        expect(tokenizer.pieces(ids).flatMap((piece) => piece.tokens)).toEqual(ids);
        taken++;
      } catch (error) {
        expect((error as Error).message).toMatch(/\(expected .+\)$|^tokenizer.json has|^unknown word: /s);
      }
    }),
    { numRuns: 1000 },
  );
  expect(taken).toBeGreaterThan(100);
});
