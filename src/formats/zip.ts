// Reads a zip that nobody vouches for. Sizes are checked before an entry is inflated, and once more while it is, since
// headers may lie: fflate is fed little by little, so that a bomb ends after its first bytes.
import { Unzip, type UnzipFile, UnzipInflate } from 'fflate';
import { reasonOf } from '../errors/reason.ts';
import { quoted } from '../settings/parse.ts';

export interface ZipLimits {
  readonly fileBytes: number;
  readonly entries: number;
  /** Inflated, of one entry and of all wanted ones. */
  readonly entryBytes: number;
  readonly totalBytes: number;
}

/** Inflates to a thousand times as much at most. */
const BYTES_AT_ONCE = 1 << 14;

/** A stored block of 64 KiB comes whole, so that four in a row are usual. */
const FRUITLESS_PUSHES = 8;

/** Throws a sentence such as `entry a.json twice (expected distinct names)`. */
function refuse(what: string, expected: string): never {
  throw new Refusal(`${what} (expected ${expected})`);
}
class Refusal extends Error {}

/** Collects the wanted entries. */
class Collector {
  readonly found = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Of all entries, wanted or not. */
  private readonly names = new Set<string>();
  private total = 0;

  constructor(
    private readonly isWanted: (name: string) => boolean,
    private readonly limits: ZipLimits,
  ) {}

  get isEmpty(): boolean {
    return this.names.size === 0;
  }

  readonly take = (file: UnzipFile): void => {
    const { name, originalSize = 0, compression } = file;
    if (this.names.has(name)) refuse(`entry ${quoted(name)} twice`, 'distinct names');
    this.names.add(name);
    const { entries } = this.limits;
    if (this.names.size > entries) refuse(`more than ${entries} entries`, `at most ${entries}`);
    if (!this.isWanted(name)) return;
    if (compression !== 0 && compression !== UnzipInflate.compression)
      refuse(`entry ${quoted(name)} with compression ${compression}`, 'deflate or none');
    this.check(name, originalSize, this.total + originalSize);
    const chunks: Uint8Array[] = [];
    let [length, fruitless] = [0, 0];
    file.ondata = (error, chunk, final) => {
      if (error instanceof Refusal) throw error;
      if (error) refuse(`entry ${quoted(name)} cannot be inflated: ${error.message}`, 'a whole zip');
      // fflate keeps what follows the end of the data, and copies it again and again.
      fruitless = chunk.length > 0 ? 0 : fruitless + 1;
      if (fruitless > FRUITLESS_PUSHES) refuse(`entry ${quoted(name)} goes on after its end`, 'a whole zip');
      length += chunk.length;
      this.total += chunk.length;
      this.check(name, length, this.total);
      chunks.push(chunk);
      if (final) this.found.set(name, joined(chunks, length));
    };
    file.start();
  };

  private check(name: string, bytes: number, total: number): void {
    const { entryBytes, totalBytes } = this.limits;
    if (bytes > entryBytes) refuse(`entry ${quoted(name)} of ${bytes} bytes`, `at most ${entryBytes}`);
    if (total > totalBytes) refuse(`${total} bytes in all entries`, `at most ${totalBytes}`);
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** The wanted entries by name. Throws a sentence. */
export function readZip(
  bytes: Uint8Array,
  isWanted: (name: string) => boolean,
  limits: ZipLimits,
): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  if (bytes.length > limits.fileBytes) refuse(`${bytes.length} bytes`, `at most ${limits.fileBytes}`);
  const collector = new Collector(isWanted, limits);
  const unzip = new Unzip(collector.take);
  unzip.register(UnzipInflate);
  try {
    for (let at = 0; at < bytes.length; at += BYTES_AT_ONCE)
      unzip.push(bytes.subarray(at, at + BYTES_AT_ONCE), at + BYTES_AT_ONCE >= bytes.length);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    refuse(`a damaged zip: ${reasonOf(error)}`, 'a whole one');
  }
  if (collector.isEmpty) refuse(`${bytes.length} bytes without an entry`, 'a zip');
  return collector.found;
}
