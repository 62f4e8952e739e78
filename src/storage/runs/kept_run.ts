// What is kept of a run beside its pieces: enough for a list, and to find the pieces. Records are not trusted: they may
// come from an older version, another tab or a file.
import * as v from 'valibot';
import { storedConfigSchema } from '../../config/stored_config.ts';
import { INPUT_NAMES } from '../../session/journal/run_inputs.ts';
import { BACKEND_NAMES } from '../../session/run_status.ts';

export const KEPT_SCHEMA = 'brain-run';
/** To be raised when older pages could not read what is kept. */
export const KEPT_VERSION = 1;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** What a date can be; later ones are no dates at all. */
const LATEST_MS = 8.64e15;
const time = v.pipe(v.number(), v.minValue(0), v.maxValue(LATEST_MS, 'a date'));
const key = v.pipe(v.string(), v.regex(/^[0-9a-f-]{8,40}$/, 'hexadecimal digits'));
export const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a digest'));
const pieceEntrySchema = v.object({
  index: count,
  step: count,
  round: count,
  evaluated: v.boolean(),
  /** Of history, groups and state. */
  bytes: count,
  stateBytes: count,
});
/** A piece as the list knows it; `stateBytes` is 0 where its state has been dropped. */
export type PieceEntry = Readonly<v.InferOutput<typeof pieceEntrySchema>>;

const keptRunSchema = v.object({
  schema: v.literal(KEPT_SCHEMA, KEPT_SCHEMA),
  version: v.pipe(count, v.minValue(1)),
  /** Random, and the same wherever the run goes. */
  key,
  createdMs: time,
  savedMs: time,
  config: storedConfigSchema,
  status: v.picklist(['ready', 'running', 'paused', 'finished', 'failed', 'loading']),
  step: count,
  round: count,
  totalSteps: count,
  backend: v.picklist(BACKEND_NAMES),
  pieces: v.pipe(
    v.array(pieceEntrySchema),
    v.minLength(1, 'at least one piece'),
    v.check(
      (pieces) => pieces.every(({ index }, i) => i === 0 || index > pieces[i - 1].index),
      'pieces in their order',
    ),
  ),
  /** Where this run left another one. */
  parent: v.optional(v.object({ key, step: count })),
  pinned: v.boolean(),
  /** Set while the run waits to go for good. */
  removedMs: v.optional(time),
  /** Digests of what it trains on that the visitor gave, by name. */
  inputs: v.optional(v.record(v.picklist(INPUT_NAMES), digest)),
  /** Number of the visitor's reward model on its page. */
  rewardModel: v.optional(count),
});
export type KeptRun = Readonly<v.InferOutput<typeof keptRunSchema>>;

/** Throws a sentence that begins with `invalid run`. */
export function readKeptRun(value: unknown): KeptRun {
  const version =
    typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version > KEPT_VERSION)
    throw new Error(
      `invalid run: version ${version} (expected at most ${KEPT_VERSION}: it comes from a newer page, so reload this one)`,
    );
  const parsed = v.safeParse(keptRunSchema, value, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(
    `invalid run: ${v.getDotPath(issue) ?? 'the whole'} (expected ${issue.message.slice(0, 80)})`,
  );
}

/** Index of the last piece with a state. */
export const lastState = ({ pieces }: KeptRun): number =>
  pieces.findLast(({ stateBytes }) => stateBytes > 0)?.index ?? -1;
