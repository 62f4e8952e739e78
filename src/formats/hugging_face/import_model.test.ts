import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  encode,
  fixture,
  tensorsOf,
  textOf,
  withConfig,
  withFile,
  withTensors,
} from '../../../scripts/lib/fixture_folder.ts';
import { imported, refusal, sources } from '../../../scripts/lib/imported_fixture.ts';
import { parameterViews } from '../../model/parameters.ts';
import { wordTokenizerFiles } from '../../tokenizer/hugging_face/word_files.ts';
import { WordTokenizer } from '../../tokenizer/word.ts';
import { checksumOf } from '../checksum.ts';
import { importModel, planModel } from './import_model.ts';
import type { ImportedModel } from './imported_model.ts';

const gpt2 = fixture('gpt2');
const llama = fixture('llama-gqa');

/** One number of our vector. */
function numberAt({ config, parameters }: ImportedModel, name: string, ...at: readonly number[]): number {
  const view = parameterViews(config).find((candidate) => candidate.name === name)!;
  const index = at.reduce((sum, i, axis) => sum * view.shape[axis] + i, 0);
  return parameters.values[view.offset + index];
}

describe('a folder of Hugging Face', () => {
  it('of the type gpt2 lies in our vector as it lies in the file', async () => {
    const model = await imported(gpt2);
    const tensors = tensorsOf(gpt2);
    for (const { name, shape, offset, size } of model.parameters.views) {
      const tensor = tensors.get(`transformer.${name}`)!;
      expect([name, tensor.shape]).toEqual([name, shape]);
      expect(model.parameters.values.subarray(offset, offset + size)).toEqual(tensor.values);
    }
    expect(model.config.contextLength).toBe(32);
    expect([model.tokenizer.eos, model.tokenizer.bos, model.tokenizer.pad]).toEqual([2, 1, 0]);
  });

  it('of the type llama is transposed, and queries, keys, values, gates stand side by side', async () => {
    const model = await imported(llama);
    const tensors = tensorsOf(llama);
    const of = (name: string, row: number, column: number) => {
      const { shape, values } = tensors.get(`model.layers.1.${name}.weight`)!;
      return values[row * shape[1] + column];
    };
    for (const [row, column] of [
      [0, 0],
      [3, 40],
      [15, 47],
    ]) {
      expect(numberAt(model, 'h.1.attn.c_attn.weight', column, row)).toBe(
        of('self_attn.q_proj', row, column),
      );
      expect(numberAt(model, 'h.1.attn.c_attn.weight', column, 48 + row)).toBe(
        of('self_attn.k_proj', row, column),
      );
      expect(numberAt(model, 'h.1.attn.c_attn.weight', column, 64 + row)).toBe(
        of('self_attn.v_proj', row, column),
      );
      expect(numberAt(model, 'h.1.attn.c_proj.weight', column, row)).toBe(
        of('self_attn.o_proj', row, column),
      );
      expect(numberAt(model, 'h.1.mlp.c_fc.weight', column, row)).toBe(of('mlp.gate_proj', row, column));
      expect(numberAt(model, 'h.1.mlp.c_fc.weight', column, 128 + row)).toBe(of('mlp.up_proj', row, column));
      expect(numberAt(model, 'h.1.mlp.c_proj.weight', column, row)).toBe(of('mlp.down_proj', row, column));
    }
    expect(numberAt(model, 'h.1.ln_2.weight', 7)).toBe(
      tensors.get('model.layers.1.post_attention_layernorm.weight')!.values[7],
    );
    expect(numberAt(model, 'ln_f.weight', 7)).toBe(tensors.get('model.norm.weight')!.values[7]);
  });

  it('of bfloat16 has the numbers of its bits', async () => {
    const files = fixture('llama-bf16');
    const model = await imported(files);
    const bytes = files.get('model.safetensors')!;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const header = Number(view.getBigUint64(0, true));
    const { data_offsets } = JSON.parse(textOf(bytes.subarray(8, 8 + header)))['model.embed_tokens.weight'];
    for (const i of [0, 1, 4655]) {
      const upper = view.getUint16(8 + header + data_offsets[0] + 2 * i, true);
      const single = new DataView(new ArrayBuffer(4));
      single.setUint16(0, upper);
      expect(model.parameters.values[i]).toBe(single.getFloat32(0));
    }
  });

  it('may lack the prefix, and hold masks, tables and an equal head', async () => {
    const model = await imported(gpt2);
    const bare = withTensors(gpt2, (tensors) => {
      for (const [name, tensor] of [...tensors]) {
        tensors.delete(name);
        tensors.set(name.replace('transformer.', ''), tensor);
      }
      tensors.set('h.0.attn.bias', { shape: [1, 1, 2, 2], values: Float32Array.of(1, 0, 1, 1) });
      tensors.set('h.1.attn.masked_bias', { shape: [], values: Float32Array.of(-1e4) });
      tensors.set('lm_head.weight', tensors.get('wte.weight')!);
    });
    const again = await imported(bare);
    expect(again.parameters.values).toEqual(model.parameters.values);
    expect(again.notes).toContain('Ignored: 2 tensors of masks and tables, which are computed here.');
    const headOnly = withTensors(bare, (tensors) => tensors.delete('wte.weight'));
    expect((await imported(headOnly)).parameters.values).toEqual(model.parameters.values);
  });

  it('says how far it is, and which files it was', async () => {
    const progress: [number, number][] = [];
    const result = await importModel(sources(gpt2), { progress: (bytes, of) => progress.push([bytes, of]) });
    const { length } = gpt2.get('model.safetensors')!;
    expect(progress.at(-1)).toEqual([length, length]);
    expect((result as ImportedModel).provenance).toEqual({
      modelType: 'gpt2',
      files: ['model.safetensors', 'config.json', 'tokenizer.json', 'tokenizer_config.json'].map((name) => ({
        name,
        bytes: gpt2.get(name)!.length,
        sha256: checksumOf(gpt2.get(name)!),
      })),
    });
  });

  it('has a plan before its weights are read', async () => {
    const asked: [string, number][] = [];
    const counted = sources(gpt2).map((source) => ({
      ...source,
      slice: (from: number, to: number) => {
        asked.push([source.name, to - from]);
        return source.slice(from, to);
      },
    }));
    const plan = await planModel(counted, { runLength: 16 });
    if ('problems' in plan) throw new Error('refused');
    const ofWeights = asked.filter(([name]) => name === 'model.safetensors');
    expect(Math.max(...ofWeights.map(([, bytes]) => bytes))).toBeLessThan(5000);
    expect([plan.parameterCount, plan.config.contextLength, plan.formats]).toEqual([62_832, 16, ['F32']]);
  });

  it('with fewer tokens than rows never writes the others', async () => {
    const fewer = WordTokenizer.fromWords(Array.from({ length: 90 }, (_, i) => `w${i}`));
    const files = new Map(gpt2);
    for (const { name, text } of wordTokenizerFiles(fewer, 64)) files.set(name, encode(text));
    const { config, notes, tokenizer } = await imported(files);
    expect(config.allowed).toEqual([null, Array.from({ length: 93 }, (_, id) => id)]);
    expect(notes).toContain('4 of 97 rows of the embedding have no token: never written.');
    expect(tokenizer.completionTokens).toHaveLength(93);
    expect((await imported(gpt2)).config.allowed).toBeUndefined();
    const generation = encode('{"eos_token_id":2,"suppress_tokens":[0,1]}');
    const masked = await imported(withFile(gpt2, 'generation_config.json', generation));
    expect(masked.config.allowed?.[1]).toEqual(Array.from({ length: 95 }, (_, i) => i + 2));
  });

  it('asks which token ends an answer, and takes one', async () => {
    const open = withConfig(withFile(gpt2, 'tokenizer_config.json', encode('{}')), { eos_token_id: null });
    const result = await importModel(sources(open));
    expect('problems' in result && result.problems).toEqual([
      {
        file: 'tokenizer.json',
        message:
          'no token ends an answer (expected eos_token_id or eos_token: choose one of <pad>, <bos>, <eos>)',
        choice: { endTokens: ['<pad>', '<bos>', '<eos>'] },
      },
    ]);
    expect((await imported(open, { endToken: '<pad>' })).tokenizer.eos).toBe(0);
  });
});

describe('a folder of our own', () => {
  const folder = 'public/models/sentiment';
  const own = new Map(
    ['config.json', 'model.safetensors', 'tokenizer.json'].map((name) => [
      name,
      new Uint8Array(readFileSync(join(folder, name))),
    ]),
  );

  it('is still read', async () => {
    const { config, tokenizer, parameters } = await imported(own);
    expect(tokenizer).toBeInstanceOf(WordTokenizer);
    expect(config.architecture).toBeUndefined();
    expect(parameters.values).toHaveLength(parameters.views.at(-1)!.offset + parameters.views.at(-1)!.size);
  });

  it('is refused as it was', async () => {
    expect(await refusal(withConfig(own, { heads: 5 }))).toMatch(/^invalid config.json: heads 5/);
    expect(await refusal(withFile(own, 'tokenizer.json', encode('{}')))).toMatch(/^invalid tokenizer.json/);
  });
});
