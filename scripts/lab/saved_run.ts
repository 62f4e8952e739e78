// A run.zip, or a run that the page saved, by its path.
import { readFileSync } from 'node:fs';
import { reasonOf } from '../../src/errors/reason.ts';
import { RUN_FILE_LIMITS, type RunFile } from '../../src/storage/runs/file/run_file.ts';
import { UsageError } from '../lib/arguments.mjs';

/** @param option names it in errors. */
export async function savedRun(path: string, option: string): Promise<RunFile> {
  const { readRunFile } = await import('../../src/storage/runs/file/read_run_file.ts');
  try {
    return readRunFile(new Uint8Array(readFileSync(path)));
  } catch (error) {
    throw new UsageError(`invalid --${option} ${path}: ${reasonOf(error)}`);
  }
}

/** Fingerprint of the visitor's files that the run is made of: they are read before it. Undefined: of none, or no run. */
export async function ownIdOf(path: string): Promise<string | undefined> {
  const { readZip } = await import('../../src/formats/zip.ts');
  try {
    const bytes = new Uint8Array(readFileSync(path));
    const entries = readZip(bytes, (name) => /^(?:[^/]*\/)?run\.json$/.test(name), RUN_FILE_LIMITS);
    const [json] = [...entries.values()].map((entry) => JSON.parse(new TextDecoder().decode(entry)));
    return json.config.task === 'own' ? String(json.config.own) : undefined;
  } catch {
    return undefined; // whoever reads the run says what is wrong with it
  }
}
