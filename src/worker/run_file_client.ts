// Packs and reads run files in a worker of their own.
import type { RunFile } from '../storage/runs/file/run_file.ts';
import { askOnce, settling } from './request.ts';
import type { RunFileAnswer, RunFileRequest } from './run_file_worker.ts';

const ask = (request: RunFileRequest): Promise<RunFileAnswer> =>
  new Promise((resolve, reject) => {
    askOnce(
      new Worker(new URL('./run_file_worker.ts', import.meta.url), { type: 'module', name: 'run file' }),
      request,
      settling<never, RunFileAnswer>(resolve, reject, () => {}),
    );
  });

/** Rejects with a sentence that begins with `invalid run file`. */
export const readRunFileInWorker = async (bytes: Uint8Array<ArrayBuffer>): Promise<RunFile> =>
  (await ask({ type: 'read', bytes })) as RunFile;

export const writeRunFileInWorker = async (
  file: RunFile,
  sheets: Readonly<Record<string, string>>,
): Promise<Uint8Array<ArrayBuffer>> =>
  (await ask({ type: 'write', file, sheets })) as Uint8Array<ArrayBuffer>;
