// `lab search`: runs the same number of trials for every method on one task. The best by the score that the posterior
// maximises becomes the preset. Each method has a file of trials, so an interrupted search resumes.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { conflictOf } from '../../src/config/validate.ts';
import { reasonOf } from '../../src/errors/reason.ts';
import { METHOD_NAMES, type MethodName, objectives } from '../../src/objectives/index.ts';
import { Stream } from '../../src/random/stream.ts';
import { TASK_NAMES, type TaskName } from '../../src/tasks/task.ts';
import { UsageError } from '../lib/arguments.mjs';
import { outFolder } from '../lib/out_folder.ts';
import { type LabCommand, textTable } from './command.ts';
import { connectInNode } from './node_connection.ts';
import { changes, trialConfig } from './search_space.ts';
import { scoreOf, trainOnce } from './train_once.ts';
import { knownTrials, saveTrials } from './trial_file.ts';

/** Differs from the table's seed, so that no method is reported on the run that selected it. */
const SEARCH_SEED = 1001;

interface Trial {
  readonly changes: ReturnType<typeof changes>;
  /** Absent if the run failed; `problem` is the reason. */
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
    return { changes: changes(drawn), problem: reasonOf(error) };
  }
}

/** Margin by which a trial must beat the defaults; a smaller gain is luck of the seed. */
const LEAST_GAIN = 0.01;

/** The trial with the largest gain over the defaults, or the defaults. */
function chosenTrial(trials: readonly Trial[]): Trial {
  const scoreOfTrial = ({ score }: Trial) => score ?? Number.NEGATIVE_INFINITY;
  const best = trials.reduce((a, b) => (scoreOfTrial(b) > scoreOfTrial(a) ? b : a));
  return scoreOfTrial(best) > scoreOfTrial(trials[0]) + LEAST_GAIN ? best : trials[0];
}

interface SearchedMethod {
  readonly method: MethodName;
  readonly trials: readonly Trial[];
  readonly chosen: Trial;
}

const figure = (value?: number) => (value === undefined ? 'failed' : value.toFixed(3));

function searchMarkdown(task: TaskName, searched: readonly SearchedMethod[], command: string): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const settings = ({ changes: changed }: Trial) =>
    Object.entries(changed)
      .map(([key, value]) => `${key} ${value}`)
      .join(', ') || 'the defaults';
  const rows = searched.map(({ method, trials, chosen }) =>
    line([
      objectives[method].label,
      String(trials.length),
      figure(trials[0].score),
      figure(chosen.score),
      figure(chosen.reward),
      figure(chosen.kl),
      settings(chosen),
    ]),
  );
  return `# Search on \`${task}\`

Every method had the same number of trials, of samples and of gradient steps; the first trial is the defaults of its
reference implementation with this task's rounds, samples and learning rate, the others are drawn from the ranges in
\`scripts/lab/search_space.ts\`. Score: E[r] - gamma KL(policy, prior) after the last step with the task's gamma, which
the posterior maximises (Theorem 5.2)${task === 'strings' ? ', by enumeration' : ', on validation prompts'}. A trial becomes the preset if it beats the
defaults by more than ${LEAST_GAIN}. Methods whose trials all ended below the prior got further ones with a stronger pull to
it, set by hand: they have more trials in the table. Seeds from ${SEARCH_SEED} on, which no table uses. Every trial is in \`${task}/\`.

Command: \`${command}\`

| method | trials | score of the defaults | score | E[r] | KL(policy, prior) | chosen |
|${' --- |'.repeat(7)}
${rows.join('\n')}
`;
}

export const search: LabCommand = {
  summary:
    'the same number of trials for every method; writes one file of trials a method and a table of what was chosen',
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
    const methods = namedMethods(String(values.methods));
    const folder = outFolder(join(String(values.out), task), []);
    const searched: SearchedMethod[] = [];
    for (const method of methods) {
      const file = join(folder, `${method}.json`);
      const trials = await knownTrials<Trial>(file);
      while (trials.length < Number(values.trials)) {
        const trial = await runTrial(task, method, trials.length, values.rounds as number | undefined);
        trials.push(trial);
        await saveTrials(file, trials);
        console.error(`${task} ${method} ${trials.length}: ${JSON.stringify(trial)}`);
      }
      searched.push({ method, trials, chosen: chosenTrial(trials) });
    }
    const command = ['npm run lab --', ...process.argv.slice(2)].join(' ');
    await writeFile(`${folder}.md`, searchMarkdown(task, searched, command));
    const text = textTable([
      ['method', 'score', 'reward', 'KL', 'settings'],
      ...searched.map(({ method, chosen: { score, reward, kl, changes } }) => [
        method,
        figure(score),
        figure(reward),
        figure(kl),
        JSON.stringify(changes),
      ]),
    ]);
    return { json: searched, text };
  },
};
