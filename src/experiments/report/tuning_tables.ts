// The search for settings before the experiments, so that no method loses by its settings. `npm run lab -- tune` made
// the same number of trials for every method on each text task.
import { type SettingKey, settings } from '../../config/schema.ts';
import { type MethodName, objectives } from '../../objectives/index.ts';
import { taskCards } from '../../tasks/task.ts';
import type { ResultTable } from '../experiment.ts';
import { longer, type TaskTuning, type Tuned, tunings } from '../paper_settings.ts';

export const TUNING_NOTE =
  'Every method had the same number of trials, of prompts and of steps. The first trial is the base that all share, the others draw the learning rate and the temperature of what the method aims at. The best validation win-rate against the gold responses by the learned reward is chosen, as the paper chooses checkpoints, if it is at least a point above the base. Seeds from 2001 on, which no experiment uses.';

const settingsText = (changes: Tuned) =>
  Object.entries(changes)
    .map(([key, value]) => `${settings[key as SettingKey].label} ${value}`)
    .join(', ') || 'the base';
const percent = (share: number | undefined) => ({ value: share === undefined ? undefined : 100 * share });

export const tuningTable = ({ task, trials, rounds, methods }: TaskTuning): ResultTable => ({
  title: `Settings on ${taskCards[task].label}`,
  unit: `the best of ${trials} trials a method, ${rounds} rounds each`,
  columns: [
    'Method',
    'Win-rate of the base, %',
    'Best win-rate, %',
    'KL(policy, prior) there, nats',
    'Gold reward there',
    'Chosen',
  ],
  rows: methods.map(({ method, base, best, kl, goldReward, changes }) => ({
    label: objectives[method].label,
    method,
    cells: [
      percent(base),
      percent(best),
      { value: kl },
      { value: goldReward },
      { note: settingsText(changes) },
    ],
  })),
});

function longerTable({ task, rounds, methods }: TaskTuning): ResultTable {
  const short = tunings.find((tuning) => tuning.task === task)!;
  const baseOf = (method: MethodName) => short.methods.find((tuned) => tuned.method === method)?.base;
  return {
    title: `More steps on ${taskCards[task].label}`,
    unit: 'best validation win-rate of the base on one seed, %',
    columns: [
      'Method',
      `${short.rounds} rounds`,
      `${rounds} rounds`,
      'KL(policy, prior) there, nats',
      'Gold reward there',
    ],
    rows: methods.map(({ method, base, kl, goldReward }) => ({
      label: objectives[method].label,
      method,
      cells: [percent(baseOf(method)), percent(base), { value: kl }, { value: goldReward }],
    })),
  };
}

/** All tables of trials, each with the command that made it. */
export const triedTables = [
  ...tunings.map((tuning) => ({ table: tuningTable(tuning), command: tuning.command })),
  { table: longerTable(longer), command: longer.command },
];
