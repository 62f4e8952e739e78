// Folders of models as Hugging Face saves them, for tests: a small model of random numbers, and what changes it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors, type Tensor, writeSafetensors } from '../../src/formats/safetensors.ts';
import { wordTokenizerFiles } from '../../src/tokenizer/hugging_face/word_files.ts';
import { WordTokenizer } from '../../src/tokenizer/word.ts';
import { root } from './install.mjs';

export type Files = ReadonlyMap<string, Uint8Array>;

/** As many as a fixture's model has, with the special ones. */
export const words = WordTokenizer.fromWords(Array.from({ length: 94 }, (_, i) => `w${i}`));
export const encode = (text: string) => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** A fixture's folder, with a tokenizer of words for its 97 tokens. */
export function fixture(name: string): Map<string, Uint8Array> {
  const folder = join(root, 'src/model/fixtures', name);
  const files = readdirSync(folder).filter((file) => /^(config\.json|model\.safetensors)$/.test(file));
  return new Map([
    ...files.map((file): [string, Uint8Array] => [file, new Uint8Array(readFileSync(join(folder, file)))]),
    ...wordTokenizerFiles(words, 64).map(({ name: file, text }): [string, Uint8Array] => [
      file,
      encode(text),
    ]),
  ]);
}

export const withFile = (files: Files, name: string, bytes: Uint8Array) => new Map(files).set(name, bytes);
export const without = (files: Files, name: string) => new Map([...files].filter(([file]) => file !== name));
export const withConfig = (files: Files, change: object) =>
  withFile(
    files,
    'config.json',
    encode(JSON.stringify({ ...JSON.parse(textOf(files.get('config.json')!)), ...change })),
  );

export function withTensors(files: Files, change: (tensors: Map<string, Tensor>) => void): Files {
  const tensors = new Map(readSafetensors(files.get('model.safetensors')!));
  change(tensors);
  return withFile(files, 'model.safetensors', writeSafetensors(tensors));
}

export const tensorsOf = (files: Files) => readSafetensors(files.get('model.safetensors')!);

/** A fixture's trunk with the head of its sequence classifier, as transformers saved it. */
export function classifierFiles(name: string): Files {
  const { config, weight }: { readonly config: object; readonly weight: readonly number[] } = JSON.parse(
    readFileSync(join(root, `src/model/fixtures/${name}-score/expected.json`), 'utf8'),
  );
  const trunk = withTensors(fixture(name), (tensors) =>
    tensors.set('score.weight', { shape: [1, weight.length], values: Float32Array.from(weight) }),
  );
  return withFile(trunk, 'config.json', encode(JSON.stringify(config)));
}
