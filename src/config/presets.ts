// What a method starts from on a task: the task's defaults, and what a search with the same budget for every method
// found to work better (bench/methods.md).
import type { TaskName } from '../tasks/task.ts';
import type { MethodName } from './methods.ts';
import { defaults, type RunConfig } from './schema.ts';

type Preset = Readonly<Partial<Omit<RunConfig, 'task' | 'method' | 'seed'>>>;

export const presets: Readonly<Record<TaskName, Readonly<Partial<Record<MethodName, Preset>>>>> = {
  strings: {},
  tldr: {},
};

/** The settings with which a method visibly works on a task. */
export const presetFor = (task: TaskName, method: MethodName): RunConfig => ({
  ...defaults[task],
  method,
  ...presets[task][method],
});
