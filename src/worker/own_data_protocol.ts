// Messages between the page and the worker that reads a visitor's data.

export interface DataQuestion {
  /** Of the file; its ending says what may be in it. A pasted text has none. */
  readonly name: string;
  readonly blob: Blob;
  /** Of documents in plain text; absent: blank lines. */
  readonly separator?: string;
}

/** Bytes of the file. */
export interface DataProgress {
  readonly read: number;
  readonly all: number;
}
