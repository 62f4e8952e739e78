// The tasks by name.
import { strings } from './strings.ts';
import type { Task, TaskName } from './task.ts';
import { tldr } from './tldr.ts';

export const tasks: Readonly<Record<TaskName, Task>> = { strings, tldr };
