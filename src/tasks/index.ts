// The tasks by name.
import { dialog } from './dialog.ts';
import { sentiment } from './sentiment.ts';
import { strings } from './strings.ts';
import type { Task, TaskName } from './task.ts';
import { tldr } from './tldr.ts';

export const tasks: Readonly<Record<TaskName, Task>> = { strings, tldr, dialog, sentiment };
