// Sequence classifiers as transformers 5.18 saved them, with its float64 scores.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { cpuEngineFile } from '../../../scripts/lib/cpu_engine.mjs';
import { classifierFiles, fixture, withTensors, words } from '../../../scripts/lib/fixture_folder.ts';
import { imported, refusal } from '../../../scripts/lib/imported_fixture.ts';
import { root } from '../../../scripts/lib/install.mjs';
import { CpuModel } from '../../cpu/cpu_model.ts';
import { CpuDevice } from '../../cpu/device.ts';
import { localShard } from '../../cpu/shard.ts';
import { parameterViews } from '../../model/parameters.ts';
import { ReferenceModel } from '../../model/reference_model.ts';
import { lastTokenScores, scoreByClassifier } from './last_token_score.ts';

interface Expected {
  readonly weight: readonly number[];
  readonly rows: readonly { readonly prompt: readonly number[]; readonly completion: readonly number[] }[];
  readonly rewards: readonly number[];
}

/** The fixture's trunk with the head of its classifier. */
function classifier(name: string) {
  const expected: Expected = JSON.parse(
    readFileSync(join(root, `src/model/fixtures/${name}-score/expected.json`), 'utf8'),
  );
  return { expected, files: classifierFiles(name) };
}
const PAD = 0;
const EOS = 2;
const module = new WebAssembly.Module(readFileSync(cpuEngineFile));
const device = new CpuDevice(module, () => localShard(module), 2, 0);

describe.each(['gpt2', 'llama-gqa'])('the sequence classifier %s', (name) => {
  const { expected, files } = classifier(name);
  const rows = expected.rows.map(({ prompt, completion }) => [...prompt, ...completion]);

  it('scores as transformers does, in the reference and on the CPU engine', async () => {
    const { config, parameters } = await imported(files, { head: 'score' });
    await tf.setBackend('cpu');
    for (const model of [
      new ReferenceModel(config, parameters, false),
      new CpuModel(device, config, parameters, false),
    ]) {
      const scores = await lastTokenScores(model, rows, PAD);
      scores.forEach((score, r) => {
        expect(score).toBeCloseTo(expected.rewards[r], 4);
      });
      // What padding stands behind a row is no matter.
      expect(await lastTokenScores(model, [[...rows[0], PAD, PAD]], PAD)).toEqual([scores[0]]);
      model.dispose();
    }
  });

  it('has no bias', async () => {
    const { config, parameters } = await imported(files, { head: 'score' });
    const [weight, bias] = parameterViews(config).slice(-2);
    expect([weight.name, bias.name]).toEqual(['value.weight', 'value.bias']);
    expect([...parameters.values.subarray(weight.offset, bias.offset)]).toEqual(expected.weight);
    expect(parameters.values[bias.offset]).toBe(0);
  });

  it('is no model of words, and a model of words is no classifier', async () => {
    expect(await refusal(files)).toMatch(/^unsupported architectures: .*ForSequenceClassification/);
    expect(await refusal(fixture(name), { head: 'score' })).toMatch(/expected \w+ForSequenceClassification/);
  });

  it('with two labels, or none, is refused', async () => {
    const { length } = expected.weight;
    const two = withTensors(files, (tensors) =>
      tensors.set('score.weight', { shape: [2, length], values: new Float32Array(2 * length) }),
    );
    expect(await refusal(two, { head: 'score' })).toBe(
      `invalid tensor score.weight: [2, ${length}] (expected [1, ${length}]: one label, one number)`,
    );
    const none = withTensors(files, (tensors) => tensors.delete('score.weight'));
    expect(await refusal(none, { head: 'score' })).toBe(
      `invalid tensor score.weight: missing (expected [1, ${length}])`,
    );
  });
});

it('texts are read as prompt, response and the end that was reached', async () => {
  const { files } = classifier('llama-gqa');
  const { config, parameters, tokenizer } = await imported(files, { head: 'score' });
  const model = new CpuModel(device, config, parameters, false);
  const ended = { prompt: 'w1 w2', response: 'w5', meta: {}, ended: true, tokens: 2 };
  const ids = [...tokenizer.promptStart, ...words.encode('w1 w2'), ...words.encode('w5')];
  const byHand = await lastTokenScores(model, [[...ids, EOS], ids], PAD);
  expect(await scoreByClassifier(model, tokenizer, [ended, { ...ended, ended: false }])).toEqual(byHand);
  expect(byHand[0]).not.toBe(byHand[1]);
  await expect(
    scoreByClassifier(model, tokenizer, [ended, { ...ended, response: 'w3 '.repeat(70).trim() }]),
  ).rejects.toThrow(/^response 2 has \d+ tokens with its prompt \(expected 1\.\.63 for this reward model\)$/);
  model.dispose();
});
