import { expect, it } from 'vitest';
import { sourceOfBlob } from '../formats/byte_source.ts';
import { recordOf } from '../formats/hugging_face/provenance.ts';
import type { OwnNeeds } from '../own/workshop/own_needs.ts';
import type { NamedBlob } from '../own/workshop/own_setup.ts';
import { GivenFiles } from './given_files.ts';

const file = (name: string, text: string): NamedBlob => ({ name, blob: new Blob([text]) });
const recordsOf = (files: readonly NamedBlob[]) =>
  Promise.all(files.map(({ name, blob }) => recordOf(sourceOfBlob(name, blob))));

const MODEL = [file('config.json', '{}'), file('model.safetensors', 'weights')];
const ADAPTER = [file('adapter_config.json', '{"r": 8}'), file('adapter_model.safetensors', 'A and B')];
const DATA = file('prompts.jsonl', '{"prompt": "a"}');
const [data] = await recordsOf([DATA]);
const needs: OwnNeeds = {
  model: { files: await recordsOf([...MODEL, ...ADAPTER]), endToken: '</s>' },
  data,
  plan: { length: 64, answerTokens: 16, tooLong: 'skip' },
  rule: '() => 1',
  figures: { samples: 2, prompts: 1, mean: 0, spread: 1, withinShare: 1 },
};

function asking(of: OwnNeeds | undefined = needs) {
  const given = new GivenFiles(recordsOf);
  given.ask(of);
  return { given, state: () => given.store.getState() };
}

it('collects the same files, whatever they are called and however they come, into what the run was opened from', async () => {
  const { given, state } = asking();
  expect(await given.give([...MODEL, file('README.md', 'hello')])).toBeUndefined();
  expect([state().found.size, state().problems]).toEqual([2, []]);
  expect(await given.give(ADAPTER)).toBeUndefined();
  const { plan, rule, figures } = needs;
  const setup = await given.give([file('renamed.jsonl', '{"prompt": "a"}')]);
  expect(setup).toMatchObject({
    model: { endToken: '</s>' },
    data: { name: 'prompts.jsonl' },
    plan,
    reward: { kind: 'rule', text: rule },
    figures,
  });
  const names = (files?: readonly NamedBlob[]) => files?.map(({ name }) => name);
  expect(names(setup?.model.files)).toEqual(['config.json', 'model.safetensors']);
  expect(names(setup?.model.adapter)).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
});

it('says which file is another one, and by which fingerprint', async () => {
  const { given, state } = asking();
  const wrong = file('model.safetensors', 'other weights');
  const [{ sha256 }] = await recordsOf([wrong]);
  expect(await given.give([MODEL[0], wrong, ...ADAPTER, DATA])).toBeUndefined();
  const right = needs.model.files[1].sha256;
  expect(state().problems).toEqual([
    `model.safetensors is another file: its fingerprint is ${sha256.slice(0, 12)}… (expected ${right.slice(0, 12)}…, as the run was made with)`,
  ]);
  expect(state().found.size).toBe(4); // the others stay
  expect(await given.give([MODEL[1]])).toBeDefined();
  expect(state().problems).toEqual([]);
});

it('names what it asks for where nothing is of the run, and why nothing could be read', async () => {
  const { given, state } = asking();
  await given.give([file('notes.txt', 'x')]);
  expect(state().problems).toEqual([
    'notes.txt: not of this run (expected config.json, model.safetensors, adapter_config.json, adapter_model.safetensors, prompts.jsonl)',
  ]);
  const failing = new GivenFiles(() => Promise.reject(new Error('the file has moved')));
  failing.ask(needs);
  expect(await failing.give([DATA])).toBeUndefined();
  expect(failing.store.getState()).toMatchObject({ isReading: false, problems: ['the file has moved'] });
});

it('forgets what was given for another run', async () => {
  const { given, state } = asking();
  await given.give(MODEL);
  given.ask({ ...needs, rule: '() => 2' });
  expect(state().found.size).toBe(0);
  given.ask(undefined);
  expect(await given.give(MODEL)).toBeUndefined();
});
