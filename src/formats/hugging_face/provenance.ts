// Which files a model came from.
import { wholeOf } from '../byte_source.ts';
import { checksumOf } from '../checksum.ts';
import type { Folder } from './folder.ts';

export interface FileRecord {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** In the order of `names`, of which some may be absent. */
export async function recordsOf(folder: Folder, names: readonly string[]): Promise<readonly FileRecord[]> {
  const files = names.flatMap((name) => folder.get(name) ?? []);
  return Promise.all(
    files.map(async (file) => ({
      name: file.name,
      bytes: file.size,
      sha256: checksumOf(await wholeOf(file)),
    })),
  );
}
