// Fetches a file that is served beside the page, and makes sure that it is the one the page was made with. A cache may
// hold another one: then it is asked for once more, past every cache.
import { type Awaited, awaited } from '../event_loop/awaited.ts';
import { ChecksumError, checkFile } from '../formats/checksum.ts';

/** No shipped file comes near it. */
const MOST_BYTES = 1 << 26;

/** @param isAlive called with every part that arrives. */
async function bytesOf(response: Response, isAlive: () => void): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const reader = response.body!.getReader(); ; isAlive()) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
    if (length <= MOST_BYTES) continue;
    void reader.cancel();
    throw new Error(`invalid file ${response.url}: over ${MOST_BYTES} bytes (expected fewer)`);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Caches of a service worker hold what they hold; only secure pages have them. */
async function forget(url: URL): Promise<void> {
  if (!('caches' in globalThis)) return;
  for (const name of await caches.keys()) await (await caches.open(name)).delete(url, { ignoreSearch: true });
}

interface ShippedFile {
  readonly url: URL;
  /** As it has a checksum. */
  readonly path: string;
  /** What is said while it does not arrive. */
  readonly awaited: Awaited;
  /** Throws the sentence that the status deserves. */
  readonly checkStatus: (response: Response) => void;
}

/** Throws `invalid file …` where the file stays another one than the page was made with. */
export async function shippedFile({
  url,
  path,
  awaited: what,
  checkStatus,
}: ShippedFile): Promise<Uint8Array<ArrayBuffer>> {
  const fetched = (init?: RequestInit) =>
    awaited(what, async (isAlive) => {
      const response = await fetch(url, init);
      checkStatus(response);
      return bytesOf(response, isAlive);
    });
  const bytes = await fetched();
  try {
    checkFile(path, bytes);
    return bytes;
  } catch (error) {
    if (!(error instanceof ChecksumError)) throw error;
  }
  await forget(url).catch(() => {}); // caches can be forbidden
  const again = await fetched({ cache: 'reload' });
  checkFile(path, again);
  return again;
}
