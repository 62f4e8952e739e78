// The task of a run, where its code is fetched: a first visit trains on strings, and needs no other.
import { awaited } from '../event_loop/awaited.ts';
import type { TaskSettings } from '../tasks/index.ts';
import { strings } from '../tasks/strings/strings.ts';
import type { RunTask } from '../tasks/task.ts';
import { LoadFailure } from './failures.ts';

/** Throws a sentence if the code does not arrive, or the task is made of files that are not here. */
export async function loadTask(config: TaskSettings): Promise<RunTask> {
  if (config.task === 'strings') return strings;
  const { taskOf } = await awaited({ missing: 'The code of the tasks has not arrived' }, () =>
    import('../tasks/index.ts').catch(() => {
      throw new LoadFailure(`the code of ${config.task} has not arrived`);
    }),
  );
  return taskOf(config);
}
