// A file whose bytes are read in parts: a Blob of the page, a file of Node, or bytes in memory.

export interface ByteSource {
  /** Without its folder. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Bytes [from, to). */
  slice(from: number, to: number): Promise<Uint8Array>;
}

/** What a browser's File and Blob have of it. */
export interface Sliceable {
  readonly size: number;
  slice(from: number, to: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

export const sourceOfBlob = (name: string, blob: Sliceable): ByteSource => ({
  name,
  size: blob.size,
  slice: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()),
});

export const sourceOfBytes = (name: string, bytes: Uint8Array): ByteSource => ({
  name,
  size: bytes.length,
  slice: async (from, to) => bytes.subarray(from, to),
});

export const wholeOf = (source: ByteSource): Promise<Uint8Array> => source.slice(0, source.size);
