// Where runs are kept: a list of records, and the bytes of their pieces.
import type { RunPiece } from '../../session/journal/run_piece.ts';
import type { KeptRun } from './kept_run.ts';

/** The bytes of a piece; no state where it was dropped. */
export type StoredPiece = Pick<RunPiece, 'history' | 'groups' | 'digests'> & Partial<Pick<RunPiece, 'state'>>;

export type IndexedPiece = StoredPiece & { readonly index: number };

/** What runs train on that the visitor gave, by digest: runs share it. */
export type StoredInputs = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** A record that cannot be used. It stays, and can be saved for a report. */
export interface BadRecord {
  readonly key: string;
  readonly reason: string;
  readonly record: unknown;
}

export interface RunStore {
  /** Oldest first. */
  list(): Promise<{ readonly runs: readonly KeptRun[]; readonly bad: readonly BadRecord[] }>;
  /** Keeps a record, and a new piece with it; states of other pieces may go. All of it, or nothing. */
  put(
    run: KeptRun,
    piece?: IndexedPiece,
    droppedStates?: readonly number[],
    inputs?: StoredInputs,
  ): Promise<void>;
  /** Keeps a whole run in place of what its key had. All of it, or nothing. */
  replace(run: KeptRun, pieces: readonly IndexedPiece[], inputs: StoredInputs): Promise<void>;
  /** A piece's bytes, checked. Throws a sentence if they are missing or damaged. */
  piece(key: string, index: number, withState: boolean): Promise<StoredPiece>;
  /** Checked like a piece. */
  input(digest: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Copies the pieces up to an index to another run; of their states only the last one's. */
  copyPieces(from: string, to: string, lastIndex: number): Promise<void>;
  remove(key: string): Promise<void>;
}

/** The right to write a run. */
export interface Claim {
  release(): void;
}

/** Undefined where another tab has the run. */
export type ClaimRun = (key: string) => Promise<Claim | undefined>;
