// A supervised training on a real IndexedDB: head and state apart, and nothing of what is damaged.
import { afterEach, expect, it } from 'vitest';
import type { KeptTraining } from '../own/sft/kept_training.ts';
import { usualNumbers } from '../own/sft/sft_request.ts';
import { browserDatabase, SFT } from './database.ts';
import { browserSft } from './kept_sft.ts';

const NAME = `sft ${Math.random()}`;
afterEach(() => {
  indexedDB.deleteDatabase(NAME);
});

const floats = () => Float32Array.of(1, -2, 0.5);
const file = { name: 'notes.jsonl', bytes: 3, sha256: 'ab'.repeat(32) };
const training: KeptTraining<string> = {
  savedMs: 1,
  seconds: 3,
  step: 5,
  request: {
    start: { kind: 'scratch', shape: 'small', vocabSize: 300 },
    length: 64,
    newTokens: 8,
    tooLong: 'skip',
    settings: { ...usualNumbers, weightDecay: 0 },
  },
  data: file,
  start: [],
  state: {
    step: 5,
    evaluated: true,
    withoutGain: 1,
    parameters: floats(),
    optimiser: { step: 5, first: floats(), second: floats() },
    best: { step: 0, validationLoss: 2, parameters: floats() },
  },
  told: ['a'],
};

it('keeps the last training, and gives its head alone', async () => {
  const open = browserDatabase(NAME);
  const store = browserSft<string>(open);
  expect([await store.head(), await store.load()]).toEqual([undefined, undefined]);
  await store.put({ ...training, step: 4 });
  await store.put(training);
  const { state: _, told: __, ...head } = training;
  expect(await store.head()).toEqual(head);
  expect(await store.load()).toEqual(training);
  await store.remove();
  expect(await store.head()).toBeUndefined();
});

it('takes nothing that is damaged, and says why nothing is kept', async () => {
  const open = browserDatabase(NAME);
  const store = browserSft<string>(open);
  await store.put({ ...training, state: { ...training.state, parameters: [1] as never } });
  expect(await store.load()).toBeUndefined();
  await (await open()).put(SFT, { step: 'five' }, 'head');
  expect(await store.head()).toBeUndefined();
  const full = browserSft<string>(() => Promise.reject(new DOMException('', 'QuotaExceededError')));
  await expect(full.put(training)).rejects.toThrow('its storage is full');
  expect(await full.head()).toBeUndefined();
});
