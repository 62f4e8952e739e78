// Which files a model came from.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { ByteSource } from '../byte_source.ts';
import type { Folder } from './folder.ts';

export interface FileRecord {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** In the order of `names`, of which some may be absent. */
export async function recordsOf(folder: Folder, names: readonly string[]): Promise<readonly FileRecord[]> {
  const files = names.flatMap((name) => folder.get(name) ?? []);
  return Promise.all(files.map(recordOf));
}

const PART_BYTES = 1 << 23;

/** Read in parts: a file of weights may not fit in memory twice. */
export async function recordOf(file: ByteSource): Promise<FileRecord> {
  const hash = sha256.create();
  for (let from = 0; from < file.size; from += PART_BYTES)
    hash.update(await file.slice(from, Math.min(file.size, from + PART_BYTES)));
  return { name: file.name, bytes: file.size, sha256: bytesToHex(hash.digest()) };
}
