// A tokenizer of words as the files that Hugging Face's AutoTokenizer reads: whole words between spaces, BOS before a text.
import type { WordTokenizer } from '../word.ts';

export interface TextFile {
  readonly name: string;
  readonly text: string;
}

const json = (name: string, value: unknown): TextFile => ({
  name,
  text: `${JSON.stringify(value, null, 2)}\n`,
});

/** @param longest tokens that the model reads at most. */
export function wordTokenizerFiles(tokenizer: WordTokenizer, longest: number): readonly TextFile[] {
  const { tokens, pad, bos, eos } = tokenizer;
  const added = [pad, bos, eos].map((id) => ({
    id,
    content: tokens[id],
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }));
  const begin = { SpecialToken: { id: tokens[bos], type_id: 0 } };
  const sequence = (id: 'A' | 'B') => ({ Sequence: { id, type_id: 0 } });
  return [
    json('tokenizer.json', {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: added,
      normalizer: null,
      pre_tokenizer: { type: 'WhitespaceSplit' },
      post_processor: {
        type: 'TemplateProcessing',
        single: [begin, sequence('A')],
        pair: [begin, sequence('A'), sequence('B')],
        special_tokens: { [tokens[bos]]: { id: tokens[bos], ids: [bos], tokens: [tokens[bos]] } },
      },
      decoder: null,
      model: {
        type: 'WordLevel',
        vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
        unk_token: '<no word>', // no word has a space, so an unknown one is an error there too
      },
    }),
    json('tokenizer_config.json', {
      tokenizer_class: 'PreTrainedTokenizerFast',
      bos_token: tokens[bos],
      eos_token: tokens[eos],
      pad_token: tokens[pad],
      model_max_length: longest,
      clean_up_tokenization_spaces: false,
      // GPT-2 would add an embedding for token types.
      model_input_names: ['input_ids', 'attention_mask'],
    }),
  ];
}
