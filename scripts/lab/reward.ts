// `lab reward`: trains a Bradley-Terry reward model on a task's preference data, from the task's prior, and says what it
// is worth on pairs it has not seen (section 5.1.1, eq. 18).
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPrior, writePrior } from '../../src/formats/prior.ts';
import { withValueHead } from '../../src/model/extend.ts';
import { ReferenceModel } from '../../src/model/reference_model.ts';
import { Stream } from '../../src/random/stream.ts';
import { type RewardCard, rewardCard } from '../../src/reward/reward_card.ts';
import { trainRewardModel } from '../../src/reward/train_reward_model.ts';
import { tasks } from '../../src/tasks/index.ts';
import { generatePreferences } from '../../src/tasks/preferences.ts';
import { TASK_NAMES, type TaskName } from '../../src/tasks/task.ts';
import { root } from '../lib/install.mjs';
import { nodeBackends } from '../lib/node_backends.ts';
import { type LabCommand, textTable } from './command.ts';

const HELD_OUT_PAIRS = 1000;
const REPORT_EVERY = 100;
/** Keeps the figures people read free of the last batch's luck. */
const SMOOTHING = 0.95;

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function readable({ accuracy, loss, correlation, calibration, heldOut, warning }: RewardCard): string {
  const card = textTable([
    ['held-out pairs, labelled by the gold reward without noise', String(heldOut)],
    ['accuracy (share of pairs on which it agrees with gold)', percent(accuracy)],
    ['loss, nats', loss.toFixed(4)],
    ['correlation with the gold reward over the responses', correlation.toFixed(3)],
  ]);
  const bins = textTable([
    ['stated probability', 'was right', 'pairs'],
    ...calibration.map((bin) => [percent(bin.stated), percent(bin.observed), String(bin.pairs)]),
  ]);
  return [card, bins, warning].filter(Boolean).join('\n\n');
}

export const reward: LabCommand = {
  summary: 'trains a Bradley-Terry reward model on preference data and measures it on held-out pairs',
  options: {
    task: { kind: 'choice', options: TASK_NAMES, default: 'tldr', help: 'Task' },
    pairs: { kind: 'integer', min: 32, max: 100_000, default: '8000', help: 'Preference pairs to train on' },
    noise: {
      kind: 'number',
      min: 0,
      max: 10,
      default: '0.3',
      help: 'Bradley-Terry temperature of the labels, in units of reward; 0: no errors',
    },
    steps: { kind: 'integer', min: 1, max: 100_000, default: '900', help: 'Gradient steps' },
    pairsPerBatch: { kind: 'integer', min: 1, max: 512, default: '32', help: 'Pairs in a batch' },
    learningRate: {
      kind: 'number',
      min: 1e-6,
      max: 1,
      default: '0.001',
      help: 'Learning rate, falling to a tenth',
    },
    gamma: { kind: 'number', min: 0.01, max: 100, default: '1', help: 'Goodness temperature of eq. 18' },
    seed: { kind: 'integer', min: 0, max: 4_294_967_295, default: '1', help: 'Seed of data and batches' },
    out: { kind: 'text', help: 'Folder for config.json, model.safetensors and card.json' },
  },
  async run(values) {
    const name = values.task as TaskName;
    const task = tasks[name];
    const { gamma, noise, seed, steps, pairs, pairsPerBatch, learningRate } = values as Record<
      string,
      number
    >;
    const backend = await nodeBackends.activate('wasm');
    const file = (part: string) => readFile(join(root, 'public/models', name, part));
    const prior = readPrior(String(await file('config.json')), await file('model.safetensors'));
    const { config, parameters } = withValueHead(prior);
    const model = new ReferenceModel(config, parameters);
    const preferences = generatePreferences({ task, count: pairs, noise, seed });
    const settings = { steps, pairsPerBatch, learningRate, weightDecay: 0.01, gamma };
    const stream = Stream.fromSeed(seed).split('reward batches');
    const start = performance.now();
    const recent = { loss: Math.log(2), accuracy: 0.5 };
    for await (const { step, loss, accuracy } of trainRewardModel(
      model,
      task,
      preferences,
      settings,
      stream,
    )) {
      recent.loss = SMOOTHING * recent.loss + (1 - SMOOTHING) * loss;
      recent.accuracy = SMOOTHING * recent.accuracy + (1 - SMOOTHING) * accuracy;
      if (step % REPORT_EVERY === 0)
        console.error(
          `step ${step}/${steps}: loss ${recent.loss.toFixed(4)}, accuracy on its own labels ${percent(recent.accuracy)}`,
        );
    }
    const seconds = (performance.now() - start) / 1000;
    const heldOut = generatePreferences({
      task,
      count: HELD_OUT_PAIRS,
      noise: 0,
      seed: seed + 1,
      split: 'validation',
    });
    const card = await rewardCard(model, task, heldOut, gamma);
    const record = {
      task: name,
      pairs,
      noise,
      seed,
      ...settings,
      ...card,
      seconds,
      backend: backend.info.label,
    };
    if (typeof values.out === 'string') {
      mkdirSync(values.out, { recursive: true });
      const files = writePrior({ config, parameters: await model.snapshot() });
      writeFileSync(join(values.out, 'config.json'), files.config);
      writeFileSync(join(values.out, 'model.safetensors'), files.model);
      writeFileSync(join(values.out, 'card.json'), `${JSON.stringify(record, null, 2)}\n`);
    }
    model.dispose();
    return { json: record, text: readable(card), exitCode: card.warning ? 1 : 0 };
  },
};
