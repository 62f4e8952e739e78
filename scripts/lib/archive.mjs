// The built page as one archive, for any static host and any path. The compressed twins stay out: few hosts read them.
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { zipSync } from 'fflate';

const TWIN = /\.(br|gz)$/;
/** The same files are the same archive, whenever it was made. */
const MTIME = '1980-01-01T00:00:00';

/** @param {string} directory; the archive has its name with .zip, and lies beside it. */
export async function archive(directory) {
  /** @type {import('fflate').Zippable} */
  const files = {};
  for (const name of (await readdir(directory, { recursive: true })).sort()) {
    const path = join(directory, name);
    if (TWIN.test(name) || !(await stat(path)).isFile()) continue;
    files[name.split(sep).join('/')] = [new Uint8Array(await readFile(path)), { level: 6 }];
  }
  await writeFile(`${directory}.zip`, zipSync(files, { mtime: MTIME }));
}
