// Files into a folder, in folders of their own where their names say so.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from './out_folder.ts';

export function writeFiles(
  folder: string,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): void {
  for (const { name, bytes } of files) {
    makeFolder(dirname(join(folder, name)));
    writeFileSync(join(folder, name), bytes);
  }
}
