// Refuses an --out that cannot be written before the work that it is for.
import { closeSync, existsSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { reasonOf } from '../../src/errors/reason.ts';
import { UsageError } from './arguments.mjs';

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'a file is in the way',
  ENOTDIR: 'a file is in the way',
  EISDIR: 'a folder is in the way',
  EACCES: 'there is no permission',
  EPERM: 'there is no permission',
  EROFS: 'it is read-only',
  ENOENT: 'no folder can be made there',
  ENOSPC: 'no space is left',
};

const why = (error: unknown) => REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? reasonOf(error);

/** Not `recursive`, which never returns in a file system that takes no folders, such as /proc. */
export function makeFolder(folder: string): void {
  const isThere = () => existsSync(folder) && statSync(folder).isDirectory();
  if (isThere()) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isThere()) throw error;
  }
}

/** Opens a file to write, and leaves it as it was. */
function tryFile(file: string): void {
  const isNew = !existsSync(file);
  closeSync(openSync(file, 'a'));
  if (isNew) rmSync(file);
}

function refused(text: string, form: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new UsageError(`invalid --out: ${text} (expected a ${form} that can be written: ${why(error)})`);
  }
}

/**
 * The folder's whole path; it exists then.
 * @param files the names that will be written in it.
 */
export function outFolder(text: string, files: readonly string[]): string {
  const folder = resolve(text);
  refused(text, 'folder', () => {
    makeFolder(folder);
    for (const name of files) tryFile(join(folder, name));
  });
  return folder;
}

/** The file's whole path; its folder exists then. */
export function outFile(text: string): string {
  const file = resolve(text);
  refused(text, 'file', () => {
    makeFolder(dirname(file));
    tryFile(file);
  });
  return file;
}
