import { expect, it } from 'vitest';
import { fixture, textOf, withConfig, withTensors } from '../../../scripts/lib/fixture_folder.ts';
import { imported, refusal } from '../../../scripts/lib/imported_fixture.ts';
import { withAdapters, withValueHead } from '../../model/extend.ts';
import { wholeValues } from '../../model/lora.ts';
import { HEAD_WEIGHT, parameterViews, VALUE_BIAS } from '../../model/parameters.ts';
import { Stream } from '../../random/stream.ts';
import { readSafetensors } from '../safetensors.ts';
import { writeClassifierFolder } from './write_classifier.ts';

/** The same with a head of its own, which a classifier does not have. */
const untied = withConfig(
  withTensors(fixture('llama-gqa'), (tensors) =>
    tensors.set('lm_head.weight', tensors.get('model.embed_tokens.weight')!),
  ),
  { tie_word_embeddings: false },
);
const MODELS = [
  ['gpt2', fixture('gpt2'), ['c_attn']],
  ['llama-gqa', fixture('llama-gqa'), ['q_proj', 'v_proj']],
  ['llama with a head of its own', untied, ['q_proj', 'v_proj']],
] as const;

it.each(MODELS)('%s with adapters and a score comes back, its bias apart', async (_, folder, targets) => {
  const { config, parameters, tokenizer } = await imported(folder);
  const stream = Stream.fromSeed(1);
  const adapted = withValueHead(
    withAdapters({ config, parameters }, { rank: 2, alpha: 4, targets }, stream.split('a')),
  );
  const values = adapted.parameters.values.map(() => stream.normal());
  const model = { config: adapted.config, parameters: { ...adapted.parameters, values } };
  const files = new Map(
    writeClassifierFolder(model, tokenizer).map((file) => [file.name, new Uint8Array(file.bytes)]),
  );
  expect(JSON.parse(textOf(files.get('config.json')!)).architectures[0]).toMatch(
    /ForSequenceClassification$/,
  );
  const names = [...readSafetensors(files.get('model.safetensors')!).keys()];
  expect(names).toContain('score.weight');
  expect(names).not.toContain(HEAD_WEIGHT);
  expect(await refusal(files)).toMatch(/^unsupported architectures/);
  const back = await imported(files, { head: 'score' });
  const whole = wholeValues(model.config, model.parameters);
  const before = new Map(parameterViews({ ...config, valueHead: true }).map((view) => [view.name, view]));
  for (const { name: part, offset, size } of parameterViews(back.config)) {
    if (part === HEAD_WEIGHT) continue;
    const { offset: at } = before.get(part)!;
    const expected = part === VALUE_BIAS ? new Float32Array(1) : whole.subarray(at, at + size);
    expect(back.parameters.values.subarray(offset, offset + size), part).toEqual(expected);
  }
});

it('a model without a score is no classifier', async () => {
  const { config, parameters, tokenizer } = await imported(fixture('gpt2'));
  expect(() => writeClassifierFolder({ config, parameters }, tokenizer)).toThrow(
    'invalid model: no value head (expected one for the score)',
  );
});
