// Tasks made of a visitor's files, by the fingerprint of these: a run's settings name it, and nothing else leaves them.
import type { RunTask } from './task.ts';

const known = new Map<string, RunTask>();

/** @param id fingerprint of model, data and reward. */
export function rememberOwnTask(id: string, task: RunTask): void {
  known.set(id, task);
}

/** Thrown where a run is of files that were not read here: whatever computes, they are missing. */
export class MissingFilesError extends Error {}

/** What the fingerprint says of the reward. */
const REWARDS = {
  judge: 'a model, prompts and a language model as the judge',
  model: 'a model, prompts and a reward model',
  rule: 'a model, prompts and a rule',
} as const;

export function missingFiles(id: string): MissingFilesError {
  const kind = /^(judge|model)-/.exec(id)?.[1] as 'judge' | 'model' | undefined;
  return new MissingFilesError(
    `the files of this run are not here: ${id} (expected ${REWARDS[kind ?? 'rule']}, given on the page "Bring your own")`,
  );
}

/** Throws a sentence if the files were not read here. */
export function ownTask(id: string): RunTask {
  const task = known.get(id);
  if (!task) throw missingFiles(id);
  return task;
}
