import { describe, expect, it } from 'vitest';
import {
  encode,
  type Files,
  fixture,
  tensorsOf,
  textOf,
  withConfig,
  withFile,
  without,
  withTensors,
} from '../../../scripts/lib/fixture_folder.ts';
import { imported, refusal } from '../../../scripts/lib/imported_fixture.ts';
import { wordTokenizerFiles } from '../../tokenizer/hugging_face/word_files.ts';
import { WordTokenizer } from '../../tokenizer/word.ts';
import { writeSafetensors } from '../safetensors.ts';

const gpt2 = fixture('gpt2');
const llama = fixture('llama-gqa');

/** The llama in two shards. */
function sharded(): Map<string, Uint8Array> {
  const tensors = [...tensorsOf(llama)];
  const halves = [tensors.slice(0, 8), tensors.slice(8)];
  const names = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
  const map = Object.fromEntries(halves.flatMap((half, i) => half.map(([name]) => [name, names[i]])));
  const files = without(llama, 'model.safetensors');
  halves.forEach((half, i) => {
    files.set(names[i], writeSafetensors(new Map(half)));
  });
  return files.set('model.safetensors.index.json', encode(JSON.stringify({ weight_map: map })));
}

describe('shards', () => {
  it('are the model that one file is', async () => {
    const [whole, parts] = [await imported(llama), await imported(sharded())];
    expect(parts.parameters).toEqual(whole.parameters);
    expect(parts.provenance.files.map(({ name }) => name).slice(0, 2)).toEqual([
      'model-00001-of-00002.safetensors',
      'model-00002-of-00002.safetensors',
    ]);
  });

  it('are all there, hold what the index says, and nothing else', async () => {
    const files = sharded();
    const [first, second] = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
    expect(await refusal(without(files, second))).toBe(
      `${second} is missing (named by model.safetensors.index.json)`,
    );
    expect(await refusal(withFile(files, 'model-00003-of-00002.safetensors', files.get(second)!))).toBe(
      'model-00003-of-00002.safetensors belongs to no model (expected only what model.safetensors.index.json holds)',
    );
    expect(await refusal(withFile(files, second, files.get(first)!))).toMatch(
      /^invalid model-00002-of-00002.safetensors: holds .+ \(expected in model-00001-of-00002.safetensors, as model.safetensors.index.json says\)$/,
    );
    expect(await refusal(withFile(files, 'model.safetensors', llama.get('model.safetensors')!))).toBe(
      'model.safetensors and model.safetensors.index.json are both there (expected one of them)',
    );
    const index = JSON.parse(textOf(files.get('model.safetensors.index.json')!));
    index.weight_map['model.more.weight'] = first;
    expect(
      await refusal(withFile(files, 'model.safetensors.index.json', encode(JSON.stringify(index)))),
    ).toBe(
      `invalid ${first}: model.more.weight is not in it (expected, as model.safetensors.index.json says)`,
    );
    index.weight_map = { 'model.norm.weight': 3 };
    expect(
      await refusal(withFile(files, 'model.safetensors.index.json', encode(JSON.stringify(index)))),
    ).toBe(
      'invalid model.safetensors.index.json: weight_map of model.norm.weight (expected a file of safetensors for each tensor)',
    );
  });
});

const key = 'model.layers.0.self_attn.k_proj.weight';

describe('a refusal', () => {
  it.each<[string, () => Files, string]>([
    ['no config', () => without(gpt2, 'config.json'), 'config.json is missing'],
    ['no weights', () => without(gpt2, 'model.safetensors'), 'model.safetensors is missing'],
    ['no tokenizer', () => without(gpt2, 'tokenizer.json'), 'tokenizer.json is missing'],
    [
      'only the older tokenizer',
      () => withFile(without(gpt2, 'tokenizer.json'), 'vocab.json', encode('{}')),
      'tokenizer.json is missing: load the folder with AutoTokenizer and save it, which writes the file',
    ],
    [
      'a pickle',
      () => withFile(without(gpt2, 'model.safetensors'), 'pytorch_model.bin', new Uint8Array(9)),
      'pytorch_model.bin is a pickle and can run code: not read. Save it as safetensors: from transformers import AutoModelForCausalLM as M; M.from_pretrained("FOLDER").save_pretrained("FOLDER")',
    ],
    [
      'another format',
      () => withFile(without(gpt2, 'model.safetensors'), 'x.gguf', new Uint8Array(9)),
      'x.gguf is a format of llama.cpp: not read. Save the original as safetensors: from transformers import AutoModelForCausalLM as M; M.from_pretrained("FOLDER").save_pretrained("FOLDER")',
    ],
    [
      'text that is not JSON',
      () => withFile(gpt2, 'config.json', encode('{')),
      'invalid config.json: { (expected JSON)',
    ],
    [
      'a key twice',
      () => withFile(gpt2, 'config.json', encode('{"a":1,"a":2}')),
      'invalid config.json: a twice (expected distinct keys)',
    ],
    [
      'a list',
      () => withFile(gpt2, 'config.json', encode('[]')),
      'invalid config.json: [] (expected an object)',
    ],
    [
      'another type',
      () => withConfig(gpt2, { model_type: 'mistral' }),
      'unsupported model_type: "mistral" (expected gpt2, gpt_neo, llama)',
    ],
    [
      'bytes behind the tensors',
      () => withFile(gpt2, 'model.safetensors', new Uint8Array([...gpt2.get('model.safetensors')!, 0])),
      'invalid safetensors: 1 bytes after the last tensor (expected none)',
    ],
    [
      'another shape',
      () => withTensors(llama, (t) => t.set(key, { shape: [48, 48], values: new Float32Array(48 * 48) })),
      `invalid tensor ${key}: [48, 48] (expected [16, 48]: 2 kv heads of 6)`,
    ],
    [
      'a missing tensor',
      () => withTensors(llama, (t) => t.delete(key)),
      `invalid tensor ${key}: missing (expected [16, 48])`,
    ],
    [
      'an unknown tensor',
      () =>
        withTensors(llama, (t) => t.set('model.more.weight', { shape: [1], values: new Float32Array(1) })),
      'invalid tensor model.more.weight: unknown (expected those of a llama model)',
    ],
    [
      'one tensor under two names',
      () => withTensors(gpt2, (t) => t.set('wpe.weight', t.get('transformer.wpe.weight')!)),
      'invalid tensor wpe.weight: transformer.wpe.weight is the same one (expected one of them)',
    ],
    [
      'many tensors at once',
      () => withConfig(llama, { num_hidden_layers: 1 }),
      ['mlp.down_proj', 'mlp.gate_proj', 'mlp.up_proj'].length > 0
        ? expect.stringMatching(/^(invalid tensor model\.layers\.1\..+: unknown .+\n){5}and 4 more tensors$/)
        : '',
    ],
    [
      'a number that is none',
      () =>
        withTensors(llama, (t) => {
          t.get(key)!.values[17] = Number.NaN;
        }),
      `invalid tensor ${key}: not finite at element 17`,
    ],
    [
      'a head that differs',
      () =>
        withTensors(gpt2, (t) => {
          const { shape, values } = t.get('transformer.wte.weight')!;
          t.set('lm_head.weight', { shape, values: values.with(5, 3) });
        }),
      'invalid tensor lm_head.weight: differs from the embedding (expected equal: config.json says tied)',
    ],
    [
      'no head of its own',
      () => withConfig(gpt2, { tie_word_embeddings: false }),
      'invalid tensor lm_head.weight: missing (expected [97, 48])',
    ],
    [
      'more tokens than rows',
      () =>
        withFile(
          gpt2,
          'tokenizer.json',
          encode(
            wordTokenizerFiles(WordTokenizer.fromWords(Array.from({ length: 95 }, (_, i) => `w${i}`)), 64)[0]
              .text,
          ),
        ),
      'tokenizer.json has 98 tokens, config.json 97',
    ],
    [
      'an unknown tokenizer',
      () => withFile(gpt2, 'tokenizer.json', encode('{"model":{"type":"Unigram"}}')),
      'unsupported model.type: "Unigram" (expected BPE, WordLevel)',
    ],
  ])('of %s', async (_, files, sentence) => {
    expect(await refusal(files())).toEqual(sentence);
  });
});
