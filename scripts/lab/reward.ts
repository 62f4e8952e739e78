// `lab reward`: trains a Bradley-Terry reward model from the task's prior, on the task's preference data (section 5.1.1,
// eq. 18). Reports its quality on held-out pairs. The shipped models were made with the defaults.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPrior, writePrior } from '../../src/formats/prior.ts';
import { rewardCardText } from '../../src/formats/reward_card.ts';
import type { TrainedModel } from '../../src/model/extend.ts';
import type { LanguageModel } from '../../src/model/language_model.ts';
import type { RewardCard } from '../../src/reward/reward_card.ts';
import {
  heldOutGroups,
  type MadeRewardModel,
  makeRewardModel,
  type RewardRecipe,
  rewardCard,
  rewardRecipe,
} from '../../src/reward/reward_recipe.ts';
import { givenTask } from '../../src/tasks/index.ts';
import { SHIPPED_TASK_NAMES, type TaskName } from '../../src/tasks/task.ts';
import { UsageError } from '../lib/arguments.mjs';
import { nodeBackends } from '../lib/node_backends.ts';
import { outFolder } from '../lib/out_folder.ts';
import { type LabCommand, textTable } from './command.ts';
import { loadModel } from './node_connection.ts';

const REPORT_EVERY = 100;
/** Smooths printed figures over batches. */
const SMOOTHING = 0.95;

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function readable(measured: RewardCard): string {
  const { accuracy, loss, correlation, calibration, heldOut, warning } = measured;
  const card = textTable([
    ['held-out pairs, labelled by the gold reward without noise', String(heldOut)],
    ['accuracy (share of pairs on which it agrees with gold)', percent(accuracy)],
    ['loss, nats', loss.toFixed(4)],
    ['correlation with the gold reward over differences within pairs', correlation.toFixed(3)],
    ['accuracy on pairs of the prior’s samples', percent(measured.priorAccuracy)],
    ['correlation on them, within prompts', measured.priorCorrelation.toFixed(3)],
    ['deviation of the learned reward within prompts', measured.withinPromptSpread.toFixed(3)],
    ...measured.bestByModel.map(({ choices, gold }) => [
      `gold reward of the best by it of ${choices} samples`,
      gold.toFixed(3),
    ]),
  ]);
  const bins = textTable([
    ['stated probability', 'was right', 'pairs'],
    ...calibration.map((bin) => [percent(bin.stated), percent(bin.observed), String(bin.pairs)]),
  ]);
  return [card, bins, warning].filter(Boolean).join('\n\n');
}

/** `undefined` keeps the recipe's value. */
const optional = (kind: 'integer' | 'number', min: number, max: number, help: string) => ({
  kind,
  min,
  max,
  help,
});

const backend = () => nodeBackends.activate('cpu');

/** Card of the folder's model, anew; the record of its training stays. */
async function measureAgain(name: TaskName, folder: string): Promise<RewardCard> {
  const task = givenTask(name);
  const read = (file: string) => readFileSync(join(folder, file));
  const device = await backend();
  const open = ({ config, parameters }: TrainedModel): Promise<LanguageModel> =>
    device.createModel(config, parameters, false, () => {});
  const record = JSON.parse(String(read('card.json')));
  const { noise, seed, standardisedGamma: gamma } = record;
  const groups = await heldOutGroups(task, await open(await loadModel(name, 'prior')), seed);
  const model = await open(readPrior(String(read('config.json')), read('model.safetensors')));
  const { warning, ...card } = await rewardCard(model, { task, groups, noise, seed, gamma });
  const { warning: _, ...kept } = record;
  const written = { priorShare: 0, ...kept, ...card, warning };
  writeFileSync(join(folder, 'card.json'), rewardCardText(written));
  return { ...card, warning };
}

export const reward: LabCommand = {
  summary: 'trains a Bradley-Terry reward model on preference data and measures it on held-out pairs',
  options: {
    task: {
      kind: 'choice',
      options: SHIPPED_TASK_NAMES,
      default: 'tldr',
      help: 'Task; its recipe gives the defaults',
    },
    pairs: optional('integer', 32, 1_000_000, 'Preference pairs to train on'),
    noise: optional(
      'number',
      0,
      10,
      'Bradley-Terry temperature of the labels, in units of reward; 0: no errors',
    ),
    steps: optional('integer', 1, 100_000, 'Gradient steps'),
    pairsPerBatch: optional('integer', 1, 512, 'Pairs in a batch'),
    learningRate: optional('number', 1e-6, 1, 'Learning rate, falling to a tenth'),
    gamma: optional('number', 0.01, 100, 'Goodness temperature of eq. 18'),
    slips: optional('number', 0, 1, 'Share of other writers’ responses with slips'),
    priorShare: optional('number', 0, 1, 'Share of pairs whose responses are the prior’s own samples'),
    seed: optional('integer', 0, 4_294_967_294, 'Seed of data and batches'),
    measure: { kind: 'flag', help: "Trains nothing: measures the folder's model anew for its card" },
    out: { kind: 'text', help: 'Folder for config.json, model.safetensors and card.json' },
  },
  async run(values) {
    const name = values.task as TaskName;
    const task = givenTask(name);
    if (values.measure) {
      if (typeof values.out !== 'string') throw new UsageError('no --out (expected the folder to measure)');
      const card = await measureAgain(name, values.out);
      return { json: card, text: readable(card), exitCode: card.warning ? 1 : 0 };
    }
    const usual = rewardRecipe(name);
    const changed = Object.entries(values).filter(([key, value]) => key in usual && value !== undefined);
    const recipe: RewardRecipe = { ...usual, ...Object.fromEntries(changed) };
    const folder =
      typeof values.out === 'string'
        ? outFolder(values.out, ['config.json', 'model.safetensors', 'card.json'])
        : undefined;
    const device = await backend();
    const start = performance.now();
    const recent = { loss: Math.log(2), accuracy: 0.5 };
    let made: MadeRewardModel | undefined;
    for await (const event of makeRewardModel({
      task,
      prior: await loadModel(name, 'prior'),
      recipe,
      createModel: ({ config, parameters }) => device.createModel(config, parameters, true, () => {}),
    })) {
      if (event.kind === 'made') {
        made = event;
        continue;
      }
      const { step, loss, accuracy } = event;
      recent.loss = SMOOTHING * recent.loss + (1 - SMOOTHING) * loss;
      recent.accuracy = SMOOTHING * recent.accuracy + (1 - SMOOTHING) * accuracy;
      if (step % REPORT_EVERY === 0)
        console.error(
          `step ${step}/${recipe.steps}: loss ${recent.loss.toFixed(4)}, accuracy on its own labels ${percent(recent.accuracy)}`,
        );
    }
    if (!made) throw new Error('no reward model was made');
    const seconds = Math.round((performance.now() - start) / 1000);
    const { card, gamma } = made;
    const record = {
      task: name,
      ...recipe,
      ...card,
      standardisedGamma: gamma,
      seconds,
      backend: device.info.label,
      command: ['npm run lab --', ...process.argv.slice(2)].join(' '),
    };
    if (folder !== undefined) {
      const files = writePrior(made.model);
      writeFileSync(`${folder}/config.json`, files.config);
      writeFileSync(`${folder}/model.safetensors`, files.model);
      writeFileSync(`${folder}/card.json`, rewardCardText(record));
    }
    return { json: record, text: readable(card), exitCode: card.warning ? 1 : 0 };
  },
};
