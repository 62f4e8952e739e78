// Stores outcomes as files in a folder, one per run. Stored runs are not repeated. Each file says which models it is of:
// folders of other machines merge by copying, and are checked all the same.
import { mkdirSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunOutcome } from '../../src/experiments/run_outcome.ts';
import type { OutcomeStore } from '../../src/experiments/run_queue.ts';
import type { TaskName } from '../../src/tasks/task.ts';

interface Stored extends RunOutcome {
  /** Digest of the models that the run's task has. */
  readonly models: string;
}

/** @param current what a run of today would be made with. */
export function folderStore(
  folder: string,
  current: { readonly version: string; modelsOf(task: TaskName): string },
): OutcomeStore {
  mkdirSync(folder, { recursive: true });
  const fileOf = (key: string) => join(folder, `${key}.json`);

  function check({ key, config, models, provenance }: Stored): void {
    const made = (withWhat: string) =>
      new Error(`${fileOf(key)} was made with ${withWhat}: delete it to run it again`);
    if (models !== current.modelsOf(config.task)) throw made(`other models of ${config.task}`);
    if (provenance.version !== current.version)
      throw made(`version ${provenance.version} and not ${current.version}`);
  }
  return {
    async load(key) {
      let stored: Stored;
      try {
        stored = JSON.parse(await readFile(fileOf(key), 'utf8')) as Stored;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw new Error(`cannot read ${fileOf(key)}: ${String(error)}; delete it to run it again`);
      }
      check(stored);
      const { models, ...outcome } = stored;
      return outcome;
    },
    async save(outcome) {
      // Write a temporary file and rename it, so that an interruption leaves no partial file.
      const stored: Stored = { ...outcome, models: current.modelsOf(outcome.config.task) };
      // Two machines may share the folder.
      const part = `${fileOf(outcome.key)}.${process.pid}.part`;
      await writeFile(part, `${JSON.stringify(stored)}\n`);
      await rename(part, fileOf(outcome.key));
    },
  };
}
