import { describe, expect, it } from 'vitest';
import {
  fixture,
  tensorsOf,
  textOf,
  withConfig,
  withTensors,
  words,
} from '../../../scripts/lib/fixture_folder.ts';
import { imported } from '../../../scripts/lib/imported_fixture.ts';
import type { ModelConfig } from '../../model/config.ts';
import { initialParameters } from '../../model/parameters.ts';
import { Stream } from '../../random/stream.ts';
import { readSafetensors } from '../safetensors.ts';
import { type ModelToWrite, type WriteOptions, writeModelFolder } from './write_model.ts';

function written(model: ModelToWrite, options: WriteOptions = {}) {
  const { files, notes } = writeModelFolder(model, options);
  const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
  const json = (name: string) => JSON.parse(textOf(byName.get(name)!));
  return { byName, notes, json };
}

/** The bytes of each tensor by name. */
function tensorBytes(file: Uint8Array): Map<string, string> {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const { __metadata__: _, ...header } = JSON.parse(textOf(file.subarray(8, 8 + length)));
  const entries = Object.entries(header) as [
    string,
    { dtype: string; shape: number[]; data_offsets: number[] },
  ][];
  return new Map(
    entries.map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [start, end],
        },
      ]) => {
        const bytes = file.subarray(8 + length + start, 8 + length + end);
        return [name, `${dtype} [${shape}] ${Buffer.from(bytes).toString('base64')}`];
      },
    ),
  );
}

describe('a folder that was imported', () => {
  it.each(['gpt2', 'llama-gqa', 'llama-bf16'])(
    'leaves as it came, byte by byte of each tensor: %s',
    async (name) => {
      const files = fixture(name);
      const { byName } = written(
        { ...(await imported(files)), newTokens: 8 },
        { format: name === 'llama-bf16' ? 'BF16' : 'F32' },
      );
      expect(tensorBytes(byName.get('model.safetensors')!)).toEqual(
        tensorBytes(files.get('model.safetensors')!),
      );
      for (const file of ['tokenizer.json', 'tokenizer_config.json'])
        expect(Buffer.compare(byName.get(file)!, files.get(file)!)).toBe(0);
      const again = await imported(byName);
      expect(again.config).toEqual((await imported(files)).config);
    },
  );

  it('of gpt_neo with a head of its own does too', async () => {
    const neo = { model_type: 'gpt_neo', architectures: ['GPTNeoForCausalLM'], num_layers: 2, num_heads: 3 };
    const sizes = {
      hidden_size: 48,
      max_position_embeddings: 32,
      window_size: 4,
      attention_types: [[['global', 'local'], 1]],
    };
    let count = 0;
    const files = withTensors(
      withConfig(fixture('gpt2'), { ...neo, ...sizes, tie_word_embeddings: false }),
      (tensors) => {
        const random = (...shape: number[]) => ({
          shape,
          values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => Math.sin(++count)),
        });
        for (const layer of [0, 1]) {
          const block = `transformer.h.${layer}`;
          for (const part of ['weight', 'bias']) tensors.delete(`${block}.attn.c_attn.${part}`);
          for (const part of ['weight', 'bias']) tensors.delete(`${block}.attn.c_proj.${part}`);
          for (const module of ['q_proj', 'k_proj', 'v_proj', 'out_proj'])
            tensors.set(`${block}.attn.attention.${module}.weight`, random(48, 48));
          tensors.set(`${block}.attn.attention.out_proj.bias`, random(48));
          tensors.set(`${block}.mlp.c_fc.weight`, random(192, 48));
          tensors.set(`${block}.mlp.c_proj.weight`, random(48, 192));
        }
        tensors.set('lm_head.weight', random(97, 48));
      },
    );
    const model = await imported(files);
    const { byName, json } = written({ ...model, newTokens: 8 });
    expect(tensorBytes(byName.get('model.safetensors')!)).toEqual(
      tensorBytes(files.get('model.safetensors')!),
    );
    expect((await imported(byName)).config).toEqual(model.config);
    expect(json('config.json').attention_layers).toEqual(['global', 'local']);
  });
});

const own: ModelConfig = { vocabSize: 97, contextLength: 24, width: 12, layers: 2, heads: 2 };
const ownModel = (config: ModelConfig): ModelToWrite => ({
  config,
  parameters: initialParameters(config, Stream.fromSeed(1)),
  tokenizer: words,
  newTokens: 6,
});

describe('a model of our own', () => {
  it('leaves without dropout, with untruncated samples, in both dialects', () => {
    const { json, notes } = written(ownModel({ ...own, allowed: [null, words.completionTokens] }));
    expect(json('config.json')).toMatchObject({
      architectures: ['GPT2LMHeadModel'],
      n_positions: 24,
      n_inner: null,
      resid_pdrop: 0,
      embd_pdrop: 0,
      attn_pdrop: 0,
      activation_function: 'gelu_new',
      tie_word_embeddings: true,
      dtype: 'float32',
      torch_dtype: 'float32',
      bos_token_id: 1,
      eos_token_id: 2,
      pad_token_id: 0,
    });
    expect(json('generation_config.json')).toEqual({
      bos_token_id: 1,
      eos_token_id: 2,
      pad_token_id: 0,
      do_sample: true,
      temperature: 1,
      top_k: 0,
      top_p: 1,
      max_new_tokens: 6,
      suppress_tokens: [0, 1],
    });
    expect(notes).toEqual([]);
  });

  it('comes back with its mask', async () => {
    const config = { ...own, allowed: [null, words.completionTokens] };
    const model = ownModel(config);
    const again = await imported(written(model).byName);
    expect(again.parameters.values).toEqual(model.parameters.values);
    expect(again.config.allowed).toEqual(config.allowed);
    expect(again.tokenizer.encode('w3 w4')).toEqual(words.encode('w3 w4'));
  });

  it('says what the folder cannot hold', () => {
    const config = { ...own, allowed: [null, [3, 4], [2]], valueHead: true };
    expect(written(ownModel(config)).notes).toEqual([
      'Which tokens may stand at which position is not in the folder: their format cannot say it.',
      'The value head is not in the folder: their class has none.',
    ]);
  });

  it('writes control tokens as rows that generation suppresses', () => {
    const { json, byName } = written(ownModel({ ...own, controlTokens: 2 }));
    expect(json('config.json').vocab_size).toBe(99);
    expect(json('generation_config.json').suppress_tokens).toEqual([97, 98]);
    expect(tensorsOf(byName).get('transformer.wte.weight')!.shape).toEqual([99, 12]);
  });
});

it('adds adapters to the base where asked', async () => {
  const { config: base, parameters: frozen, tokenizer } = await imported(fixture('llama-gqa'));
  const config = { ...base, lora: { rank: 2, alpha: 6, targets: ['q_proj', 'v_proj'] } };
  const adapter = initialParameters(config, Stream.fromSeed(2));
  adapter.values.forEach((_, i) => {
    adapter.values[i] = Math.sin(i);
  });
  const model = { config, parameters: { ...adapter, frozen }, tokenizer, newTokens: 8 };
  const { byName } = written(model, { merged: true });
  const [before, after] = [
    tensorsOf(fixture('llama-gqa')),
    readSafetensors(byName.get('model.safetensors')!),
  ];
  const of = (name: string) =>
    adapter.values.subarray(adapter.views.find((view) => view.name === name)!.offset);
  const [a, b] = [of('h.1.attn.v_proj.lora_A.weight'), of('h.1.attn.v_proj.lora_B.weight')];
  const name = 'model.layers.1.self_attn.v_proj.weight'; // [16, 48]
  const at = 5 * 48 + 7;
  const added = 3 * (b[5 * 2] * a[7] + b[5 * 2 + 1] * a[48 + 7]);
  expect(after.get(name)!.values[at]).toBeCloseTo(before.get(name)!.values[at] + added, 5);
  expect(after.get('model.layers.1.self_attn.k_proj.weight')).toEqual(
    before.get('model.layers.1.self_attn.k_proj.weight'),
  );
  expect(byName.has('adapter_config.json')).toBe(false);
  expect([...written(model).byName.keys()]).not.toContain('model.safetensors');
});
