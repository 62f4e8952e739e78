import { expect, it } from 'vitest';
import { loadModel } from '../../../scripts/lab/node_connection.ts';
import { nodeBackends } from '../../../scripts/lib/node_backends.ts';
import { presetFor } from '../../config/presets.ts';
import { settingsOfTaste, tasteOfSettings } from '../../config/taste_weights.ts';
import { conflictOf, validateConfig } from '../../config/validate.ts';
import { runRequest } from '../../experiments/run_outcome.ts';
import { mean, standardError, variance } from '../../math/statistics.ts';
import { Stream } from '../../random/stream.ts';
import { executeRun } from '../../session/execute_run.ts';
import { featureVector } from '../../tasks/features.ts';
import { tasks } from '../../tasks/index.ts';
import { drawAnswerPairs } from './pairs.ts';
import { clicked } from './scripted_clicker.ts';
import { tasteOf } from './taste.ts';
import { standardised, tastePoints } from './taste_points.ts';
import { tasteReward } from './taste_reward.ts';

const task = tasks.sentiment;
const preset = presetFor('sentiment', 'brain');

it('is w . phi in units, of any answer', async () => {
  const prompt = task.prompts('train')[0];
  const completion = [...task.tokenizer.encode('i loved the plot .'), task.tokenizer.eos];
  const { length, ends, polite } = task.features!(prompt, completion);
  expect({ length, ends, polite }).toEqual({ length: 5, ends: 1, polite: 1 });
  const reward = tasteReward(task, [-0.5, 2, 0, 0, 0, 3]);
  expect(await reward.of([{ prompt, completion }])).toEqual([-0.5 + 2 + 3]);
  expect(reward.isGold).toBe(false);
  expect(() => tasteReward(tasks.strings, [1, 0, 0, 0, 0, 0])).toThrow(
    'invalid reward: taste (expected gold or learned: strings has no words to like)',
  );
});

it('goes through settings, rounded to what a link can hold', () => {
  const weights = [-0.123456, 0, 1.5, -2.34567, 0, 20];
  expect(tasteOfSettings({ ...preset, ...settingsOfTaste(weights) })).toEqual([-0.123, 0, 1.5, -2.35, 0, 20]);
});

it('is as wide as the gold reward, whatever the clicks were worth', () => {
  const answers = [0, 4, 8, 20].map((words) => [words, 1, 2, 0, 0, 1]);
  const weights = standardised([0.07, 3, 0, -1, 0, 2], answers);
  const points = answers.map((features) => tastePoints(weights, features));
  expect(variance(points)).toBeCloseTo(1, 12);
  expect(weights[5] / weights[0]).toBeCloseTo(2 / 0.07, 9);
  expect(standardised([0, 1, 0, 0, 0, 0], answers)).toEqual([0, 1, 0, 0, 0, 0]);
});

it('needs words, and a weight', () => {
  expect(conflictOf({ ...preset, reward: 'taste' })).toContain('invalid reward: taste (expected a weight');
  expect(conflictOf({ ...preset, reward: 'taste', tastePolite: 1 })).toBeUndefined();
  const strings = { ...presetFor('strings', 'brain'), reward: 'taste', tastePolite: 1 } as const;
  expect(conflictOf(strings)).toContain('strings has no words to like');
  expect(validateConfig({ reward: 'taste' }, preset).config).toEqual(preset);
});

it('changes nothing about the runs that train on another reward', () => {
  const key = (config: typeof preset) => runRequest(config, 8).key;
  expect(key({ ...preset, tastePolite: 1 })).toBe(key(preset));
  const onTaste = { ...preset, reward: 'taste', tastePolite: 1 } as const;
  expect(key({ ...onTaste, tastePolite: 2 })).not.toBe(key(onTaste));
});

it('is learned from clicks, and a run on it raises the taste that the clicker had', async () => {
  const backend = await nodeBackends.activate('cpu');
  const { config: shape, parameters } = await loadModel('sentiment', 'prior');
  const prior = await backend.createModel(shape, parameters, false, () => {});
  const pairs = await drawAnswerPairs({ task, prior, split: 'train', seed: 1, batch: 0, count: 120 });
  // Likes what the gold reward does not: long reviews that blame.
  const truth = [0.5, 0, 0, 0, 0, -1];
  const stream = Stream.fromSeed(1);
  const clicks = pairs
    .slice(0, 30)
    .map(({ a, b }) => clicked(truth, { a: a.features, b: b.features }, 0.1, stream));
  const { weights, state } = tasteOf(clicks);
  expect(state).toBe('known');
  const config = {
    ...preset,
    ...settingsOfTaste(weights),
    ...{ reward: 'taste' as const, rounds: 3, promptsPerRound: 16, stepsPerRound: 8, learningRate: 1e-3 },
    ...{ evaluationInterval: 16, evaluationPrompts: 32 },
  } as const;
  const outcome = await executeRun(runRequest(config, 160), { backend, loadModel, version: 'test' });
  const [before, after] = [outcome.checkpoints[0].reward, outcome.checkpoints.at(-1)!.reward];
  expect(after.mean - before.mean).toBeGreaterThan(3 * Math.hypot(before.standardError, after.standardError));
  // What was learned is one thing, what the clicker meant another.
  expect(outcome.chosenStep).toBeGreaterThan(0);
  const meant = pairs.flatMap(({ a, b }) => [a, b]).map(({ features }) => tastePoints(truth, features));
  const prompts = new Map(task.prompts('test').map((prompt) => [prompt.id, prompt]));
  const got = outcome.test.map(({ promptId, tokens }) =>
    tastePoints(truth, featureVector(task.features!(prompts.get(promptId)!, tokens))),
  );
  expect(mean(got) - mean(meant)).toBeGreaterThan(4 * Math.hypot(standardError(got), standardError(meant)));
});
