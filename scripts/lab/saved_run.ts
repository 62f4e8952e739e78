// A run.zip, or a run that the page saved, by its path.
import { readFileSync } from 'node:fs';
import { reasonOf } from '../../src/errors/reason.ts';
import { readInputs } from '../../src/session/journal/run_inputs.ts';
import type { RunFile } from '../../src/storage/runs/file/run_file.ts';
import { UsageError } from '../lib/arguments.mjs';
import type { OwnRun } from './own_files.ts';

/** @param option names it in errors. */
export async function savedRun(path: string, option: string): Promise<RunFile> {
  const { readRunFile } = await import('../../src/storage/runs/file/read_run_file.ts');
  try {
    return readRunFile(new Uint8Array(readFileSync(path)));
  } catch (error) {
    throw new UsageError(`invalid --${option} ${path}: ${reasonOf(error)}`);
  }
}

/** Of a run that is made of files: they must be read before it. */
export function ownRunOf({ kept: { config }, inputs }: RunFile): OwnRun | undefined {
  return config.task === 'own' ? { id: config.own, needs: readInputs(inputs).own } : undefined;
}
