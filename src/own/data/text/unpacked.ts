// Text of a file that is read in slices; a gzipped one is unpacked as it is read. Nothing but the slice at hand is kept.
import { reasonOf } from '../../../errors/reason.ts';
import type { ByteSource } from '../../../formats/byte_source.ts';

/** Most bytes of text. A gzipped file of a few hundred kilobytes can unpack to that, and to any more. */
const MAX_UNPACKED_BYTES = 256 * 2 ** 20;
const SLICE_BYTES = 2 ** 18;

export interface TextOptions {
  readonly maxBytes?: number;
  /** Bytes of the file that have been read, as it lies there. */
  readonly onProgress?: (read: number, all: number) => void;
  readonly signal?: AbortSignal;
}

const megabytes = (bytes: number) => `${Math.floor(bytes / 2 ** 20)} MB`;

async function isGzipped(source: ByteSource): Promise<boolean> {
  const start = await source.slice(0, Math.min(2, source.size));
  return start[0] === 0x1f && start[1] === 0x8b;
}

async function* slicesOf(
  source: ByteSource,
  { onProgress, signal }: TextOptions,
): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < source.size; from += SLICE_BYTES) {
    signal?.throwIfAborted();
    const to = Math.min(source.size, from + SLICE_BYTES);
    yield await source.slice(from, to);
    onProgress?.(to, source.size);
  }
}

async function* gunzipped(name: string, slices: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream('gzip');
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  let problem: unknown;
  const writing = (async () => {
    for await (const slice of slices) await writer.write(new Uint8Array(slice));
    await writer.close();
  })().catch((error: unknown) => {
    problem = error;
    // Whoever reads would wait for ever.
    return writer.abort().catch(() => {});
  });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value!;
    }
    await writing;
  } catch (error) {
    await writing;
    const reason = problem ?? error;
    if (reason instanceof Error && reason.name === 'AbortError') throw reason;
    throw new Error(`invalid ${name}: damaged gzip file (${reasonOf(reason)})`);
  } finally {
    // Ends the writing too where the reader has had enough.
    await reader.cancel().catch(() => {});
  }
}

/**
 * The text in pieces. Throws if it is not UTF-8, if the gzipped file is damaged, or if there is more than `maxBytes`.
 */
export async function* textOf(source: ByteSource, options: TextOptions = {}): AsyncGenerator<string> {
  const { maxBytes = MAX_UNPACKED_BYTES } = options;
  const slices = slicesOf(source, options);
  const bytes = (await isGzipped(source)) ? gunzipped(source.name, slices) : slices;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (part?: Uint8Array) => {
    try {
      return decoder.decode(part, { stream: part !== undefined });
    } catch {
      throw new Error(`invalid ${source.name}: not text in UTF-8 (expected JSON lines, JSON or plain text)`);
    }
  };
  let total = 0;
  for await (const part of bytes) {
    total += part.length;
    if (total > maxBytes)
      throw new Error(
        `invalid ${source.name}: more than ${megabytes(maxBytes)} of text (expected at most that: use a part of it)`,
      );
    yield decode(part);
  }
  yield decode();
}
