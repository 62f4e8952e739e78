import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { encode, fixture, words } from '../../../scripts/lib/fixture_folder.ts';
import { imported, sources } from '../../../scripts/lib/imported_fixture.ts';
import { frozenConfig } from '../../model/adapters.ts';
import { readSafetensors, type Tensor, writeSafetensors } from '../safetensors.ts';
import { type ImportedAdapter, importAdapter } from './import_adapter.ts';
import { writeModelFolder } from './write_model.ts';

const folder = 'src/model/fixtures/gpt2-lora';
const json = JSON.parse(readFileSync(`${folder}/adapter_config.json`, 'utf8'));
const weights = new Uint8Array(readFileSync(`${folder}/adapter_model.safetensors`));
const { config: base, parameters: frozen } = await imported(fixture('gpt2'));

const read = (change: object = {}, bytes: Uint8Array = weights) =>
  importAdapter(
    sources(
      new Map([
        ['adapter_config.json', encode(JSON.stringify({ ...json, ...change }))],
        ['adapter_model.safetensors', bytes],
      ]),
    ),
    base,
  );

const refusal = async (change: object, bytes?: Uint8Array) => {
  const result = await read(change, bytes);
  return 'problems' in result ? result.problems.map(({ message }) => message).join('\n') : 'read';
};

const changed = (change: (tensors: Map<string, Tensor>) => void) => {
  const tensors = new Map(readSafetensors(weights));
  change(tensors);
  return writeSafetensors(tensors);
};

it('reads what PEFT writes, and writes what it reads', async () => {
  const { lora, parameters, notes, madeFor } = (await read()) as ImportedAdapter;
  expect(lora).toEqual({ rank: 8, alpha: 32, targets: ['c_attn'] });
  expect([notes, madeFor]).toEqual([[], 'hf-fixtures/gpt2']);
  expect(parameters.views.map(({ name, shape }) => [name, shape])).toEqual(
    [0, 1].flatMap((l) => [
      [`h.${l}.attn.c_attn.lora_A.weight`, [8, 48]],
      [`h.${l}.attn.c_attn.lora_B.weight`, [144, 8]],
    ]),
  );
  const config = { ...frozenConfig(base), lora };
  const model = { config, parameters: { ...parameters, frozen }, tokenizer: words, newTokens: 8 };
  const { files } = writeModelFolder(model, { baseName: 'hf-fixtures/gpt2' });
  const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
  expect(readSafetensors(byName.get('adapter_model.safetensors')!)).toEqual(readSafetensors(weights));
  const written = JSON.parse(new TextDecoder().decode(byName.get('adapter_config.json')));
  expect(json).toMatchObject(written); // every field as PEFT has it
  const again = (await importAdapter(sources(byName), base)) as ImportedAdapter;
  expect([again.lora, again.parameters]).toEqual([lora, parameters]);
});

const name = 'base_model.model.transformer.h.0.attn.c_attn.lora_B.weight';

it.each<[string, object, Uint8Array?]>([
  ['unsupported peft_type: "LOHA" (expected "LORA")', { peft_type: 'LOHA' }],
  ['unsupported task_type: "SEQ_CLS" (expected "CAUSAL_LM")', { task_type: 'SEQ_CLS' }],
  ['unsupported bias: "all" (expected "none")', { bias: 'all' }],
  ['unsupported use_dora: true (expected false)', { use_dora: true }],
  ['unsupported use_rslora: true (expected false)', { use_rslora: true }],
  ['unsupported modules_to_save: ["score"] (expected none)', { modules_to_save: ['score'] }],
  ['unsupported rank_pattern: {"c_attn":4} (expected none)', { rank_pattern: { c_attn: 4 } }],
  ['unsupported alpha_pattern: {"c_attn":4} (expected none)', { alpha_pattern: { c_attn: 4 } }],
  ['unsupported layers_to_transform: [0] (expected none)', { layers_to_transform: [0] }],
  [
    'unsupported init_lora_weights: "pissa" (expected true or false or "gaussian" or "orthogonal")',
    { init_lora_weights: 'pissa' },
  ],
  ['unsupported of_next_year: 2 (expected none)', { of_next_year: 2 }],
  [
    'unsupported target_modules: ["q_proj"] (expected a list of c_attn, c_proj, c_fc)',
    { target_modules: ['q_proj'] },
  ],
  [
    'unsupported target_modules: "all-linear" (expected a list of c_attn, c_proj, c_fc)',
    { target_modules: 'all-linear' },
  ],
  ['invalid adapter_config.json: LoRA rank 128 (expected 1..64)', { r: 128 }],
  ['invalid lora_alpha: 0 (expected a number above 0)', { lora_alpha: 0 }],
  [
    `invalid tensor base_model.model.transformer.h.0.attn.c_attn.lora_A.weight: [8, 48] (expected [4, 48])`,
    { r: 4 },
  ],
  [`invalid tensor ${name}: missing (expected [144, 8])`, {}, changed((t) => t.delete(name))],
  [
    'invalid tensor x: unknown (expected A and B of c_attn)',
    {},
    changed((t) => t.set('x', { shape: [1], values: new Float32Array(1) })),
  ],
  [
    `invalid tensor ${name}: not finite at element 3`,
    {},
    changed((t) => {
      t.get(name)!.values[3] = Number.POSITIVE_INFINITY;
    }),
  ],
])('refuses: %s', async (sentence, change, bytes) => {
  expect(await refusal(change, bytes)).toBe(sentence);
});

it('names a missing file, and notes dropout', async () => {
  const result = await importAdapter(sources(new Map([['adapter_config.json', encode('{}')]])), base);
  expect(result).toEqual({
    problems: [{ file: 'adapter_model.safetensors', message: 'adapter_model.safetensors is missing' }],
  });
  expect(((await read({ lora_dropout: 0.05 })) as ImportedAdapter).notes).toEqual([
    'No dropout here: lora_dropout 0.05 is not used.',
  ]);
});
