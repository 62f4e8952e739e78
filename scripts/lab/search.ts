// `lab search`: the same number of trials for every method on one task; the best by the posterior's own score becomes
// the preset. One file a method, so a search that was interrupted goes on where it stopped.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { METHOD_NAMES, type MethodName } from '../../src/config/methods.ts';
import { conflictOf } from '../../src/config/validate.ts';
import { Stream } from '../../src/random/stream.ts';
import { TASK_NAMES, type TaskName } from '../../src/tasks/task.ts';
import { UsageError } from '../lib/arguments.mjs';
import { type LabCommand, textTable } from './command.ts';
import { connectInNode } from './node_connection.ts';
import { changes, trialConfig } from './search_space.ts';
import { scoreOf, trainOnce } from './train_once.ts';

/** Another seed than the table's, so that no method is reported on what it was chosen by. */
const SEARCH_SEED = 1001;

interface Trial {
  readonly changes: ReturnType<typeof changes>;
  /** Absent: the run failed, `problem` says why. */
  readonly score?: number;
  readonly reward?: number;
  readonly kl?: number;
  readonly winRate?: number;
  readonly problem?: string;
}

export function namedMethods(text: string): MethodName[] {
  if (text === 'all') return [...METHOD_NAMES];
  const names = text.split(',');
  const unknown = names.find((name) => !(METHOD_NAMES as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new UsageError(
      `invalid --methods: ${unknown} (expected all, or some of ${METHOD_NAMES.join(', ')})`,
    );
  return names as MethodName[];
}

async function runTrial(task: TaskName, method: MethodName, trial: number, rounds?: number): Promise<Trial> {
  const stream = Stream.fromSeed(SEARCH_SEED);
  const drawn = trialConfig(task, method, trial, stream);
  const shortened = { ...drawn, rounds: rounds ?? drawn.rounds };
  const config = {
    ...shortened,
    seed: SEARCH_SEED + trial,
    evaluationInterval: shortened.rounds * shortened.stepsPerRound,
  };
  const problem = conflictOf(config);
  if (problem !== undefined) return { changes: changes(drawn), problem };
  try {
    return { changes: changes(drawn), ...scoreOf(await trainOnce(config, connectInNode), config) };
  } catch (error) {
    return { changes: changes(drawn), problem: error instanceof Error ? error.message : String(error) };
  }
}

async function knownTrials(file: string): Promise<Trial[]> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Trial[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const best = (trials: readonly Trial[]) =>
  trials.reduce((a, b) => ((b.score ?? -Infinity) > (a.score ?? -Infinity) ? b : a));

export const search: LabCommand = {
  summary:
    'the same number of trials for every method; writes one file of trials a method and prints the best',
  options: {
    task: { kind: 'choice', options: TASK_NAMES, default: TASK_NAMES[0], help: 'Task' },
    methods: { kind: 'text', default: 'all', help: 'Names separated by commas, or all' },
    trials: {
      kind: 'integer',
      min: 1,
      max: 1000,
      default: '8',
      help: 'Trials of each method; the first is its defaults',
    },
    rounds: { kind: 'integer', min: 1, max: 1000, help: "Rounds of every trial [default: the task's]" },
    out: { kind: 'text', default: 'bench/search', help: 'Folder of the trials' },
  },
  async run(values) {
    const task = values.task as TaskName;
    const folder = resolve(String(values.out), task);
    await mkdir(folder, { recursive: true });
    const rows: { method: MethodName; best: Trial }[] = [];
    for (const method of namedMethods(String(values.methods))) {
      const file = join(folder, `${method}.json`);
      const trials = await knownTrials(file);
      while (trials.length < Number(values.trials)) {
        const trial = await runTrial(task, method, trials.length, values.rounds as number | undefined);
        trials.push(trial);
        await writeFile(file, `${JSON.stringify(trials, null, 1)}\n`);
        console.error(`${task} ${method} ${trials.length}: ${JSON.stringify(trial)}`);
      }
      rows.push({ method, best: best(trials) });
    }
    const figure = (value?: number) => (value === undefined ? '-' : value.toFixed(3));
    const text = textTable([
      ['method', 'score', 'reward', 'KL', 'settings'],
      ...rows.map(({ method, best: { score, reward, kl, changes } }) => [
        method,
        figure(score),
        figure(reward),
        figure(kl),
        JSON.stringify(changes),
      ]),
    ]);
    return { json: rows, text };
  },
};
