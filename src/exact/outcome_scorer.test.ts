// Every outcome of `strings` through a small model with random parameters, against scoring outcomes one by one.
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { tokenBatch } from '../model/batch.ts';
import { initialParameters } from '../model/parameters.ts';
import { ReferenceModel } from '../model/reference_model.ts';
import { Stream } from '../random/stream.ts';
import { strings } from '../tasks/strings/strings.ts';
import { tldr } from '../tasks/tldr/tldr.ts';
import { OutcomeScorer } from './outcome_scorer.ts';

const shape = {
  vocabSize: strings.tokenizer.vocabSize,
  contextLength: strings.maxPromptTokens + strings.maxCompletionTokens,
  width: 8,
  layers: 1,
  heads: 2,
  allowed: [null, ...strings.allowedTokens],
};
const [prompt] = strings.prompts('validation');
const scorer = new OutcomeScorer(strings);
let model: ReferenceModel;
let logProbs: Float64Array;

beforeAll(async () => {
  await nodeBackends.activate('tfjs-cpu');
  const { values, ...rest } = initialParameters(shape, Stream.fromSeed(4));
  // Far from uniform, so that a mistaken prefix would show.
  model = new ReferenceModel(shape, { ...rest, values: values.map((value) => 20 * value) }, false);
  logProbs = await scorer.logProbs(model, prompt.tokens);
});
afterAll(() => model.dispose());

it('the masses of all outcomes sum to 1 and differ by much', () => {
  expect(logProbs).toHaveLength(4096);
  expect(logProbs.reduce((sum, l) => sum + Math.exp(l), 0)).toBeCloseTo(1, 12);
  expect(Math.max(...logProbs) - Math.min(...logProbs)).toBeGreaterThan(2);
});

it('is what the model says of an outcome scored token by token', async () => {
  const chosen = Array.from({ length: 64 }, (_, k) => (k * 1009 + 7) % scorer.outcomes.length);
  const rows = chosen.map((k) => ({ prompt: prompt.tokens, completion: scorer.outcomes[k] }));
  const batch = tokenBatch(rows, shape.contextLength, strings.maxCompletionTokens, strings.tokenizer.pad);
  const perToken = await model.logProbs(batch); // [B, T]
  chosen.forEach((k, b) => {
    const row = perToken.subarray(b * batch.length, (b + 1) * batch.length);
    expect(logProbs[k]).toBeCloseTo(
      row.reduce((sum, l) => sum + l, 0),
      4,
    );
  });
});

it('leaves no tensors behind', async () => {
  const before = tf.memory().numTensors;
  await scorer.logProbs(model, prompt.tokens);
  expect(tf.memory().numTensors).toBe(before);
});

it('refuses a task that cannot be enumerated', () => {
  expect(() => new OutcomeScorer(tldr)).toThrow('invalid task: tldr (expected an enumerable one)');
});
