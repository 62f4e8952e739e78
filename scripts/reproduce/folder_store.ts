// Stores outcomes as files in a folder, one per run. Stored runs are not repeated.
import { mkdirSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunOutcome } from '../../src/experiments/run_outcome.ts';
import type { OutcomeStore } from '../../src/experiments/run_queue.ts';

export function folderStore(folder: string): OutcomeStore {
  mkdirSync(folder, { recursive: true });
  const fileOf = (key: string) => join(folder, `${key}.json`);
  return {
    async load(key) {
      try {
        return JSON.parse(await readFile(fileOf(key), 'utf8')) as RunOutcome;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw new Error(`cannot read ${fileOf(key)}: ${String(error)}; delete it to run it again`);
      }
    },
    async save(outcome) {
      // Write a temporary file and rename it, so that an interruption leaves no partial file.
      await writeFile(`${fileOf(outcome.key)}.part`, `${JSON.stringify(outcome)}\n`);
      await rename(`${fileOf(outcome.key)}.part`, fileOf(outcome.key));
    },
  };
}
