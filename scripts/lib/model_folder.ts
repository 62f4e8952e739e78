// A model's folder on disk, its files read in parts.
import { statSync } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ByteSource } from '../../src/formats/byte_source.ts';

async function readPart(path: string, from: number, to: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array(to - from);
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done);
      if (bytesRead === 0) throw new Error(`invalid ${path}: ends at byte ${from + done} (expected ${to})`);
      done += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

/** Throws where there is no such file. */
export const fileSource = (path: string): ByteSource => ({
  name: basename(path),
  size: statSync(path).size,
  slice: (from, to) => readPart(path, from, to),
});

/** Its files without those of folders inside. */
export async function filesIn(folder: string): Promise<readonly ByteSource[]> {
  const names = (await readdir(folder)).sort();
  const files = await Promise.all(
    names.map(async (name): Promise<ByteSource[]> => {
      const path = join(folder, name);
      return (await stat(path)).isFile() ? [fileSource(path)] : [];
    }),
  );
  return files.flat();
}
