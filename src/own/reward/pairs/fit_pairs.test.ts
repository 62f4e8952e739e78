// A reward model from pairs to folder: what is read again rates as what was trained, and prefers what was chosen.
import { expect, it } from 'vitest';
import { openCpuDevice } from '../../../../scripts/lib/cpu_device.ts';
import { fixture, textOf, words } from '../../../../scripts/lib/fixture_folder.ts';
import { imported, sources } from '../../../../scripts/lib/imported_fixture.ts';
import { CpuModel } from '../../../cpu/cpu_model.ts';
import { sourceOfBytes } from '../../../formats/byte_source.ts';
import type { TrainedModel } from '../../../model/extend.ts';
import { Stream } from '../../../random/stream.ts';
import type { DataRow } from '../../data/row.ts';
import { openClassifier } from '../classifier.ts';
import { fitPairs, type PairProgress, usualPairSettings } from './fit_pairs.ts';

const device = await openCpuDevice(1);
const createModel = async ({ config, parameters }: TrainedModel) => new CpuModel(device, config, parameters);
const stream = Stream.fromSeed(7);
const word = () => `w${10 + stream.integer(60)}`;
/** Whoever says w5 is chosen. */
const rows: readonly DataRow[] = Array.from({ length: 60 }, (_, i) => ({
  kind: 'preference',
  place: i + 1,
  prompt: `w${i % 30} w${(i * 7) % 30}`,
  chosen: `${word()} w5 ${word()}`,
  rejected: `${word()} ${word()} ${word()}`,
}));

it('learns from pairs, and its folder is a sequence classifier', async () => {
  const told: PairProgress[] = [];
  const { files, kept, heldOut } = await fitPairs(
    {
      rows,
      unit: 'line',
      files: sources(fixture('llama-gqa')),
      length: 16,
      settings: { ...usualPairSettings, steps: 30, evaluateEvery: 10, learningRate: 5e-3 },
    },
    { createModel, tell: (progress) => void told.push(progress) },
  );
  expect(told[0]).toMatchObject({ kind: 'ready', heldOut, notes: ['60 of 60 lines fit 16 tokens.'] });
  expect(told[1]).toMatchObject({ kind: 'held-out', step: 0, loss: Math.LN2, accuracy: 0.5 });
  expect(kept.accuracy).toBeGreaterThan(0.8);
  const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
  expect(JSON.parse(textOf(byName.get('config.json')!))).toMatchObject({
    architectures: ['LlamaForSequenceClassification'],
    id2label: { 0: 'LABEL_0' },
  });
  const folder = files.map(({ name, bytes }) => sourceOfBytes(name, bytes));
  const classifier = await openClassifier(folder, { length: 16, createModel });
  expect(classifier.files.map(({ name }) => name)).toContain('model.safetensors');
  const answer = (response: string) => ({ prompt: 'w3 w4', response, meta: {}, ended: true, tokens: 3 });
  const [good, bad] = await classifier.score(['w40 w5 w41', 'w40 w42 w41'].map(answer));
  expect(good).toBeGreaterThan(bad);
  classifier.close();
  // The model itself is no classifier, and says so.
  await expect(openClassifier(sources(fixture('llama-gqa')), { length: 16, createModel })).rejects.toThrow(
    /expected \w+ForSequenceClassification/,
  );
  expect((await imported(fixture('llama-gqa'))).tokenizer.vocabSize).toBe(words.vocabSize);
}, 60_000);
