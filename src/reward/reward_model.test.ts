// A learned reward on a model small enough to train in a test (tfjs on WASM in Node).
import { describe, expect, it } from 'vitest';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { correlation, mean } from '../math/statistics.ts';
import { initialParameters, parameterViews } from '../model/parameters.ts';
import { ReferenceModel } from '../model/reference_model.ts';
import { slowValues } from '../model/slow_transformer.ts';
import { Stream } from '../random/stream.ts';
import { tasks } from '../tasks/index.ts';
import { generatePreferences } from '../tasks/preferences.ts';
import { calibrationBins, pairCard } from './reward_card.ts';
import { responseMeans, rewardBatch, rewardsOf, spreadOverResponses } from './reward_model.ts';
import { type MadeRewardModel, makeRewardModel } from './reward_recipe.ts';
import { rewardScale } from './standardise.ts';
import { trainRewardModel } from './train_reward_model.ts';

const task = tasks.strings;
const config = {
  vocabSize: task.tokenizer.vocabSize,
  contextLength: task.maxPromptTokens + task.maxCompletionTokens,
  width: 16,
  layers: 1,
  heads: 2,
  valueHead: true,
};
const settings = { steps: 250, pairsPerBatch: 32, learningRate: 1e-2, weightDecay: 0, gamma: 1 };

async function build() {
  await nodeBackends.activate('tfjs-wasm');
  return new ReferenceModel(config, initialParameters(config, Stream.fromSeed(4)));
}

describe('a learned reward', () => {
  it('averages the head over the tokens of each response, whatever its length', async () => {
    const model = await build();
    const { views, values } = await model.snapshot();
    const moved = { views, values: values.map((v, i) => v + 0.1 * Math.sin(i)) };
    model.restore(moved);
    const [{ tokens: prompt }] = task.prompts('train');
    const rows = [[3, 4, 5, 6, task.tokenizer.eos], [7]].map((completion) => ({ prompt, completion }));
    const got = await rewardsOf(model, task, rows);
    rows.forEach(({ completion }, b) => {
      const all = slowValues(config, parameterViews(config), Float64Array.from(moved.values), [
        ...prompt,
        ...completion,
      ]);
      expect(got[b]).toBeCloseTo(mean(all.slice(prompt.length, prompt.length + completion.length)), 4);
    });
    // A direction reaches every token of its response by the same share.
    const batch = rewardBatch(task, rows);
    const spread = spreadOverResponses(batch, [10, 3]);
    expect([...spread.subarray(0, batch.length)].filter((share) => share !== 0)).toEqual([2, 2, 2, 2, 2]);
    expect([...spread.subarray(batch.length)].filter((share) => share !== 0)).toEqual([3]);
    expect(responseMeans(batch, spread)).toEqual([2, 3]);
    expect(
      responseMeans(rewardBatch(task, [{ prompt, completion: [] }]), new Float32Array(99).fill(7)),
    ).toEqual([7]);
    model.dispose();
  });

  it('learns noiseless preferences of strings: at least 75 % of held-out pairs, correlated with gold', async () => {
    const model = await build();
    const pairs = generatePreferences({ task, count: 3000, noise: 0, seed: 1 });
    const heldOut = generatePreferences({ task, count: 500, noise: 0, seed: 2, split: 'validation' });
    const before = await pairCard(model, task, { noiseless: heldOut, labelled: heldOut }, 1);
    expect(before.warning).toContain('hardly better than chance');
    const comparisons = pairs.map((pair) => [pair]);
    const losses: number[] = [];
    for await (const { loss } of trainRewardModel(model, task, comparisons, settings, Stream.fromSeed(3)))
      losses.push(loss);
    expect(losses[0]).toBeCloseTo(Math.log(2), 3);
    const card = await pairCard(model, task, { noiseless: heldOut, labelled: heldOut }, 1);
    model.dispose();
    expect(card.accuracy).toBeGreaterThan(0.75);
    expect(card.correlation).toBeGreaterThan(0.5);
    expect(card.warning).toBeUndefined();
    expect(card.calibration.reduce((sum, { pairs: count }) => sum + count, 0)).toBe(500);
  });
});

describe('the recipe', () => {
  it('gives a reward in the units of the gold one, and a gamma that keeps the odds', async () => {
    await nodeBackends.activate('tfjs-wasm');
    const prior = {
      config: { ...config, valueHead: undefined },
      parameters: initialParameters({ ...config, valueHead: undefined }, Stream.fromSeed(4)),
    };
    const recipe = {
      ...settings,
      steps: 60,
      pairs: 1000,
      noise: 0.2,
      slips: 0,
      priorShare: 0.25,
      seed: 5,
      gamma: 0.5,
    };
    let steps = 0;
    let last: MadeRewardModel | undefined;
    for await (const event of makeRewardModel({
      task,
      prior,
      recipe,
      createModel: async (model) => new ReferenceModel(model.config, model.parameters),
    })) {
      if (event.kind === 'step') steps++;
      else last = event;
    }
    expect(steps).toBe(60);
    if (!last) throw new Error('expected the model last');
    const model = new ReferenceModel(last.model.config, last.model.parameters, false);
    const scale = await rewardScale(model, task, 5);
    expect(scale.mean).toBeCloseTo(0, 4);
    expect(scale.spread).toBeCloseTo(1, 4);
    expect(last.gamma).toBeGreaterThan(0);
    model.dispose();
  });
});

describe('the card', () => {
  it('bins the stated probability of the favoured side', () => {
    const bins = calibrationBins([0.5, 0.55, 0.95, 1], [true, false, true, true]);
    expect(bins).toEqual([
      { stated: 0.525, observed: 0.5, pairs: 2 },
      { stated: 0.975, observed: 1, pairs: 2 },
    ]);
  });

  it('correlates as by hand', () => {
    expect(correlation([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12);
    expect(correlation([1, 2, 3], [1, 0, -1])).toBeCloseTo(-1, 12);
    expect(correlation([1, 2, 3, 4], [1, -1, -1, 1])).toBeCloseTo(0, 12);
  });
});
