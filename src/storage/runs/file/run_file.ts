// A run as one zip: run.json with its record and the digests of all parts; a folder a piece; what it trains on, where the
// visitor gave that; and tables and a report for people.
import * as v from 'valibot';
import type { ZipLimits } from '../../../formats/zip.ts';
import type { InputFiles } from '../../../session/journal/run_inputs.ts';
import { digest, type KeptRun } from '../kept_run.ts';
import type { IndexedPiece } from '../run_store.ts';

/** More than a day of training, or a large model; a browser can hold it. */
export const RUN_FILE_LIMITS: ZipLimits = {
  fileBytes: 256 * 2 ** 20,
  entries: 60_000,
  entryBytes: 128 * 2 ** 20,
  totalBytes: 512 * 2 ** 20,
};

export interface RunFile {
  readonly kept: KeptRun;
  readonly pieces: readonly IndexedPiece[];
  readonly inputs: InputFiles;
  readonly origin: RunOrigin;
}

const originSchema = v.object({
  /** Version of the page. */
  playground: v.pipe(v.string('text'), v.maxLength(40, 'a version')),
  /** Label of what computed the run. */
  computedOn: v.pipe(v.string('text'), v.maxLength(200, 'a label')),
});
/** Where a file comes from. */
export type RunOrigin = Readonly<v.InferOutput<typeof originSchema>>;

/** What run.json has beside the record. */
export const runIndexSchema = v.object({
  ...originSchema.entries,
  /** By name. */
  parts: v.record(v.string(), v.object({ sha256: digest })),
});
export type RunIndex = v.InferOutput<typeof runIndexSchema>;

export const RUN_JSON = 'run.json';
const PIECE_PARTS = [
  'history.json',
  'groups.json',
  'groups.safetensors',
  'state.json',
  'state.safetensors',
] as const;
export type PiecePartName = (typeof PIECE_PARTS)[number];

export const piecePart = (index: number, part: PiecePartName): string =>
  `pieces/${String(index).padStart(4, '0')}/${part}`;
export const inputPart = (name: string): string => `inputs/${name}`;
