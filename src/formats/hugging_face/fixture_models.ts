// The fixtures of other libraries as models here.
import { wordTokenizerFiles } from '../../tokenizer/hugging_face/word_files.ts';
import { WordTokenizer } from '../../tokenizer/word.ts';
import { type ByteSource, sourceOfBytes } from '../byte_source.ts';
import { importModel } from './import_model.ts';

/** Bytes of a file in `src/model/fixtures/`. */
export type ReadFixture = (path: string) => Promise<Uint8Array>;

/** For their 97 tokens, with the special ones. */
const words = WordTokenizer.fromWords(Array.from({ length: 94 }, (_, i) => `w${i}`));

export async function modelOf(config: Uint8Array, weights: Uint8Array, adapter?: readonly ByteSource[]) {
  const encoder = new TextEncoder();
  const result = await importModel(
    [
      sourceOfBytes('config.json', config),
      sourceOfBytes('model.safetensors', weights),
      ...wordTokenizerFiles(words, 64).map(({ name, text }) => sourceOfBytes(name, encoder.encode(text))),
    ],
    { adapter },
  );
  if ('problems' in result) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result;
}
