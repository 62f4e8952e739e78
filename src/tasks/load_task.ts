// The task of a run where its code is fetched: a first visit trains on strings, and needs no other.
import { awaited } from '../event_loop/awaited.ts';
import type { TaskSettings } from './index.ts';
import { strings } from './strings/strings.ts';
import type { RunTask } from './task.ts';

/** Throws a sentence if the task is made of files that are not here. */
export async function loadTask(config: TaskSettings): Promise<RunTask> {
  if (config.task === 'strings') return strings;
  const { taskOf } = await awaited(
    { missing: 'The code of the tasks has not arrived' },
    () => import('./index.ts'),
  );
  return taskOf(config);
}
