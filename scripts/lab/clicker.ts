// `lab clicker`: how well clicks teach a taste. Somebody with a known taste chooses between pairs of the starting model's
// answers, with noise; the fit is compared with that taste on pairs nobody clicked.
import { mean, standardError } from '../../src/math/statistics.ts';
import { Stream } from '../../src/random/stream.ts';
import { drawAnswerPairs } from '../../src/reward/taste/pairs.ts';
import {
  agreement,
  clicked,
  type FeaturePair,
  randomTaste,
} from '../../src/reward/taste/scripted_clicker.ts';
import { tasteOf } from '../../src/reward/taste/taste.ts';
import { givenTask } from '../../src/tasks/index.ts';
import type { TaskName } from '../../src/tasks/task.ts';
import { nodeBackends } from '../lib/node_backends.ts';
import { type LabCommand, textTable } from './command.ts';
import { loadModel } from './node_connection.ts';

const TASKS = ['tldr', 'dialog', 'sentiment'] as const satisfies TaskName[];
const CLICKS = [10, 20, 30, 60] as const;
const HELD_OUT = 200;

/** Pairs on prompts of their own for each seed, those for the clicks first. */
async function pairsOf(name: TaskName, seeds: number): Promise<readonly (readonly FeaturePair[])[]> {
  const task = givenTask(name);
  const device = await nodeBackends.activate('cpu');
  const { config, parameters } = await loadModel(name, 'prior');
  const prior = await device.createModel(config, parameters, false, () => {});
  const count = CLICKS[CLICKS.length - 1] + HELD_OUT + 40;
  const bySeed: FeaturePair[][] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const pairs = await drawAnswerPairs({ task, prior, split: 'train', seed, batch: 0, count });
    bySeed.push(pairs.map(({ a, b }) => ({ a: a.features, b: b.features })));
  }
  prior.dispose();
  return bySeed;
}

const percent = (values: readonly number[]) =>
  `${(100 * mean(values)).toFixed(1)} ± ${(100 * standardError(values)).toFixed(1)} %`;

export const clicker: LabCommand = {
  summary:
    'lets a clicker with a known taste judge pairs of answers, and prints how well the clicks foretell it',
  options: {
    task: { kind: 'choice', options: TASKS, default: 'tldr', help: 'Task whose starting model writes' },
    seeds: {
      kind: 'integer',
      min: 2,
      max: 200,
      default: '20',
      help: 'Clickers, each with a taste of its own',
    },
    noise: { kind: 'number', min: 0, max: 0.5, default: '0.1', help: 'Share of choices turned round' },
  },
  async run(values) {
    const noise = Number(values.noise);
    const seeds = await pairsOf(values.task as TaskName, Number(values.seeds));
    const rows = CLICKS.map((count) => {
      const measured = seeds.map((pairs, at) => {
        const stream = Stream.fromSeed(at + 1).split('clicker');
        const taste = randomTaste(stream);
        const clicks = pairs.slice(0, count).map((pair) => clicked(taste, pair, noise, stream));
        const { weights, foretold } = tasteOf(clicks);
        return {
          agreement: agreement(taste, weights, pairs.slice(-HELD_OUT)),
          foretold: foretold.share,
        };
      });
      return {
        clicks: count,
        agreement: measured.map((one) => one.agreement),
        foretold: measured.map((one) => one.foretold),
      };
    });
    const text = textTable([
      ['clicks', 'agrees with the taste on new pairs', 'clicks foretold by the others'],
      ...rows.map((row) => [String(row.clicks), percent(row.agreement), percent(row.foretold)]),
    ]);
    return { json: rows, text };
  },
};
