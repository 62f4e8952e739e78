// The tasks by name.
import { dialog } from './dialog/dialog.ts';
import { type MarkovSettings, markovTask } from './markov/markov.ts';
import { sentiment } from './sentiment/sentiment.ts';
import { strings } from './strings/strings.ts';
import type { Task, TaskName } from './task.ts';
import { tldr } from './tldr/tldr.ts';

export const tasks: Readonly<Record<TaskName, Task>> = {
  strings,
  tldr,
  dialog,
  sentiment,
  markov: markovTask({ world: 1, rewardSpread: 0.5 }),
};

/** The task of a run, in the world that its settings name. */
export const taskOf = (config: { readonly task: TaskName } & MarkovSettings): Task =>
  config.task === 'markov' ? markovTask(config) : tasks[config.task];
