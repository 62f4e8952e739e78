// A supervised training as it is kept at every held-out loss: what it was asked for, the fingerprints of its files, and all
// that it goes on from. The files themselves are not kept.
import * as v from 'valibot';
import type { FileRecord } from '../../formats/hugging_face/provenance.ts';
import type { SftState } from '../../training/sft/sft.ts';
import type { SftRequest, SftStart } from './sft_request.ts';

/** A request without its files. */
export interface KeptRequest extends Omit<SftRequest<never>, 'rows' | 'unit' | 'start'> {
  readonly separator?: string;
  readonly start:
    | Omit<Extract<SftStart<never>, { kind: 'scratch' }>, 'tokenizer'>
    | Omit<Extract<SftStart<never>, { kind: 'model' }>, 'files' | 'adapter'>;
}

/** What a page shows before it goes on. */
export interface KeptHead {
  readonly savedMs: number;
  /** Of work up to here, without pauses. Absent where an older page kept it. */
  readonly seconds?: number;
  /** Steps taken. */
  readonly step: number;
  readonly request: KeptRequest;
  readonly data: FileRecord;
  /** Of a model and its adapter, or of a tokenizer. */
  readonly start: readonly FileRecord[];
}

export interface KeptTraining<News> extends KeptHead {
  readonly state: SftState;
  /** What was told so far, for the curves. */
  readonly told: readonly News[];
}

/** Larger states are not kept: they would fill the browser's storage. */
export const MOST_KEPT_BYTES = 512 * 2 ** 20;

export const stateBytes = ({ parameters, optimiser: { first, second }, best }: SftState): number =>
  [parameters, first, second, best?.parameters].reduce((sum, part) => sum + (part?.byteLength ?? 0), 0);

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const record = v.object({ name: v.string(), bytes: count, sha256: v.string() });
const headSchema = v.object({
  savedMs: v.number(),
  seconds: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0))),
  step: count,
  request: v.looseObject({
    start: v.looseObject({ kind: v.picklist(['scratch', 'model']) }),
    length: count,
    settings: v.looseObject({ steps: count }),
  }),
  data: record,
  start: v.array(record),
});
const floats = v.instance(Float32Array);
const stateSchema = v.object({
  step: count,
  evaluated: v.boolean(),
  withoutGain: count,
  parameters: floats,
  optimiser: v.object({ step: count, first: floats, second: floats }),
  best: v.optional(v.object({ step: count, validationLoss: v.number(), parameters: floats })),
});

/** What is stored is not trusted: undefined where it is no head. */
export const asKeptHead = (stored: unknown): KeptHead | undefined =>
  v.is(headSchema, stored) ? (stored as unknown as KeptHead) : undefined;

export const isSftState = (stored: unknown): stored is SftState => v.is(stateSchema, stored);

/** What is wrong with files that are given again; undefined: they are the same. */
export function otherFile(given: readonly FileRecord[], kept: readonly FileRecord[]): string | undefined {
  for (const { name, sha256 } of kept) {
    const file = given.find((one) => one.name === name) ?? given.find((one) => one.sha256 === sha256);
    if (!file) return `${name} is missing (expected the file that the training began with)`;
    if (file.sha256 !== sha256)
      return `${name} is another file: its fingerprint is ${file.sha256.slice(0, 12)}… (expected ${sha256.slice(0, 12)}…, as the training began with)`;
  }
  return undefined;
}
