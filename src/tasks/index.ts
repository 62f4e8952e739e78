// The tasks by name.
import { dialog } from './dialog/dialog.ts';
import { type MarkovSettings, markovTask } from './markov/markov.ts';
import { ownTask } from './own_tasks.ts';
import { sentiment } from './sentiment/sentiment.ts';
import { strings } from './strings/strings.ts';
import type { GivenTaskName, RunTask, Task, TaskName } from './task.ts';
import { tldr } from './tldr/tldr.ts';

export const tasks: Readonly<Record<GivenTaskName, Task>> = {
  strings,
  tldr,
  dialog,
  sentiment,
  markov: markovTask({ world: 1, rewardSpread: 0.5 }),
};

/** Which task a run has: its name, and what it is made of. */
export type TaskSettings<Name extends TaskName = TaskName> = {
  readonly task: Name;
  readonly own: string;
} & MarkovSettings;

/** The task of a run, in the world that its settings name. Throws a sentence if it is made of files that are not here. */
export const taskOf = (config: TaskSettings): RunTask =>
  config.task === 'own' ? ownTask(config.own) : givenTaskOf({ ...config, task: config.task });

/** Throws a sentence for a task of the visitor's own, which has no corpus, preferences or rewards of ours. */
export function givenTask(name: TaskName): Task {
  if (name === 'own')
    throw new Error(
      'a task of your own has no data of ours (expected one of the tasks that come with the page)',
    );
  return tasks[name];
}

export const givenTaskOf = (config: Omit<TaskSettings<GivenTaskName>, 'own'>): Task =>
  config.task === 'markov' ? markovTask(config) : tasks[config.task];
