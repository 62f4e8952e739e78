// Tasks made of a visitor's files, by the fingerprint of these: a run's settings name it, and nothing else leaves them.
import type { RunTask } from './task.ts';

const known = new Map<string, RunTask>();

/** @param id fingerprint of model, data and reward. */
export function rememberOwnTask(id: string, task: RunTask): void {
  known.set(id, task);
}

/** Thrown where a run is of files that were not read here: whatever computes, they are missing. */
export class MissingFilesError extends Error {}

/** Throws a sentence if the files were not read here. */
export function ownTask(id: string): RunTask {
  const task = known.get(id);
  if (!task)
    throw new MissingFilesError(
      `the files of this run are not here: ${id} (expected those that were read on the page "Bring your own")`,
    );
  return task;
}
