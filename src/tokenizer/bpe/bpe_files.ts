// A byte-level BPE vocabulary as the files that Hugging Face's libraries read.
import { HuggingFaceTokenizer } from '../hugging_face/hugging_face_tokenizer.ts';
import type { BpeVocabulary } from './train_bpe.ts';

/** Begins and ends a text, and fills rows: padding is never scored. */
export const END_OF_TEXT = '<|endoftext|>';

const added = (content: string, id: number) => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
});

/** A text begins with the end of the one before, as the documents of a corpus do in training. */
const template = (id: number) => ({
  type: 'TemplateProcessing',
  single: [{ SpecialToken: { id: END_OF_TEXT, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
  pair: [
    { SpecialToken: { id: END_OF_TEXT, type_id: 0 } },
    { Sequence: { id: 'A', type_id: 0 } },
    { Sequence: { id: 'B', type_id: 1 } },
  ],
  special_tokens: { [END_OF_TEXT]: { id: END_OF_TEXT, ids: [id], tokens: [END_OF_TEXT] } },
});

const BYTE_LEVEL = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };

/** Files by name. @param vocabulary its first token is the end of a text. */
function bpeFiles({ tokens, merges }: BpeVocabulary): ReadonlyMap<string, string> {
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [added(END_OF_TEXT, 0)],
    normalizer: null,
    pre_tokenizer: BYTE_LEVEL,
    post_processor: template(0),
    decoder: BYTE_LEVEL,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
  };
  const settings = {
    tokenizer_class: 'PreTrainedTokenizerFast',
    bos_token: END_OF_TEXT,
    eos_token: END_OF_TEXT,
    pad_token: END_OF_TEXT,
    clean_up_tokenization_spaces: false,
  };
  return new Map([
    ['tokenizer.json', `${JSON.stringify(tokenizer, null, 1)}\n`],
    ['tokenizer_config.json', `${JSON.stringify(settings, null, 2)}\n`],
  ]);
}

/** The tokenizer of these files. */
export function bpeTokenizer(vocabulary: BpeVocabulary): HuggingFaceTokenizer {
  const files = bpeFiles(vocabulary);
  const [json, settings] = [...files.values()].map((text) => JSON.parse(text));
  return HuggingFaceTokenizer.from({ files, rows: vocabulary.tokens.length, ids: {}, settings }, json);
}
