// The tasks by name.
import { dialog } from './dialog/dialog.ts';
import { sentiment } from './sentiment/sentiment.ts';
import { strings } from './strings/strings.ts';
import type { Task, TaskName } from './task.ts';
import { tldr } from './tldr/tldr.ts';

export const tasks: Readonly<Record<TaskName, Task>> = {
  strings,
  tldr,
  dialog,
  sentiment,
};
