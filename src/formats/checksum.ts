// Whether a file is the one that this page was made with: SHA-256, of bytes that a cache, a proxy or a disk may have
// changed. `crypto.subtle` is absent on plain http from another machine.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import checksums from './checksums.json';

export const checksumOf = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

/** Thrown where the bytes are others. */
export class ChecksumError extends Error {}

/** @param path of a shipped file, such as models/tldr/config.json. */
export function checkFile(path: string, bytes: Uint8Array): void {
  const expected = new Map<string, string>(Object.entries(checksums)).get(path);
  if (!expected) throw new ChecksumError(`invalid file ${path}: no checksum (expected one that is shipped)`);
  const actual = checksumOf(bytes);
  if (actual !== expected)
    throw new ChecksumError(
      `invalid file ${path}: SHA-256 ${actual.slice(0, 12)}… (expected ${expected.slice(0, 12)}…, as this page was made with)`,
    );
}
