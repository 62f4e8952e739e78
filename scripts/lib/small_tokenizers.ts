// Small tokenizers as Hugging Face writes them, for tests: GPT-2's kind and Llama's.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HuggingFaceTokenizer } from '../../src/tokenizer/hugging_face/hugging_face_tokenizer.ts';
import { root } from './install.mjs';

const file = join(root, 'src/tokenizer/hugging_face/fixtures/byte_level.json');
export const byteLevel = JSON.parse(readFileSync(file, 'utf8'));
export const END = byteLevel.added_tokens[0].id as number;

export const tokenizerOf = (json: object, settings: object = {}, rows = 1000, ids: object = {}) =>
  HuggingFaceTokenizer.from(
    { files: new Map([['tokenizer.json', JSON.stringify(json)]]), rows, ids, settings: settings as never },
    json as never,
  );
export const gpt2 = tokenizerOf(byteLevel, { eos_token: '<|endoftext|>', bos_token: '<|endoftext|>' });

/** Llama's: a space before the text, words that begin with it, and bytes for what has no token. */
const pairs = [
  ['▁', 'a'],
  ['▁', 'b'],
  ['b', 'c'],
  ['▁a', 'b'],
];
const bytes = Array.from({ length: 256 }, (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`);
/** By id. */
export const words = [
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
export const llamaJson = {
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
export const llama = tokenizerOf(llamaJson, {}, 1000, { bos: 1, eos: 2 });

/** The byte-level one after a change. */
export const changed = (change: (json: typeof byteLevel) => void) => {
  const json = structuredClone(byteLevel);
  change(json);
  return json;
};
