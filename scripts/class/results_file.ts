// The results of a class on disk: a line of JSON each, appended. A line that a crash has cut is passed over.
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { readJson } from '../../src/class/pace.ts';

const lineSchema = v.object({ at: v.string(), code: v.string() });

export interface ResultsFile {
  /** In the order in which they came. */
  readonly codes: readonly string[];
  add(code: string): Promise<void>;
  close(): Promise<void>;
}

export async function openResultsFile(path: string): Promise<ResultsFile> {
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path, 'a+');
  const written = await handle.readFile('utf8');
  const codes = written.split('\n').flatMap((line) => readJson(lineSchema, line)?.code ?? []);
  if (written !== '' && !written.endsWith('\n')) await handle.appendFile('\n');
  let last: Promise<unknown> = Promise.resolve();
  return {
    codes,
    add(code) {
      codes.push(code);
      const line = `${JSON.stringify({ at: new Date().toISOString(), code })}\n`;
      const done = last.then(() => handle.appendFile(line));
      // The next line does not wait for a caller to catch this one's failure.
      last = done.catch(() => {});
      return done;
    },
    async close() {
      await last;
      await handle.close();
    },
  };
}
