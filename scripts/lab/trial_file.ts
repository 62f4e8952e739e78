// Reads and writes the trials of a search, one file per method. Stored trials are not repeated.
import { readFile, writeFile } from 'node:fs/promises';

export async function knownTrials<T>(file: string): Promise<T[]> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

export const saveTrials = (file: string, trials: readonly unknown[]): Promise<void> =>
  writeFile(file, `${JSON.stringify(trials, null, 1)}\n`);
