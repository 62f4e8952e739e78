import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { encode, fixture } from '../../../scripts/lib/fixture_folder.ts';
import { refusal, sources } from '../../../scripts/lib/imported_fixture.ts';
import { planModel } from './import_model.ts';

const read = (name: string) => new Uint8Array(readFileSync(`src/model/fixtures/gpt2-lora/${name}`));
const files = new Map(['adapter_config.json', 'adapter_model.safetensors'].map((name) => [name, read(name)]));

it('plans a model with its adapter, and says what the adapter was made for', async () => {
  const plan = await planModel(sources(fixture('gpt2')), { adapter: sources(files) });
  expect(plan).toMatchObject({ adapter: { rank: 8, alpha: 32, targets: ['c_attn'] } });
  expect('notes' in plan && plan.notes.at(-1)).toBe(
    'The adapter names hf-fixtures/gpt2 as its base. Only its shapes were compared with this model.',
  );
});

it('refuses an adapter of another model, by the field that does not fit', async () => {
  const adapter = sources(files);
  expect(await refusal(fixture('llama-gqa'), { adapter })).toBe(
    'unsupported target_modules: ["c_attn"] (expected a list of q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj)',
  );
  const json = JSON.parse(new TextDecoder().decode(files.get('adapter_config.json')));
  const other = new Map(files).set(
    'adapter_config.json',
    encode(JSON.stringify({ ...json, use_dora: true })),
  );
  expect(await refusal(fixture('gpt2'), { adapter: sources(other) })).toBe(
    'unsupported use_dora: true (expected false)',
  );
  expect(await refusal(fixture('gpt2'), { adapter: sources(files).slice(0, 1) })).toBe(
    'adapter_model.safetensors is missing',
  );
});
