// What is kept of a run beside its pieces: enough for a list, and to find the pieces. Records are not trusted: they may
// come from an older version, another tab or a file.
import * as v from 'valibot';
import { defaults } from '../../config/presets.ts';
import type { RunConfig } from '../../config/schema.ts';
import { validateConfig } from '../../config/validate.ts';
import { BACKEND_NAMES } from '../../session/run_status.ts';

export const KEPT_SCHEMA = 'brain-run';
/** To be raised when older pages could not read what is kept. */
export const KEPT_VERSION = 1;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const isTask = (name: unknown): name is keyof typeof defaults =>
  typeof name === 'string' && Object.hasOwn(defaults, name);

const configSchema = v.custom<RunConfig>((input) => {
  const config = input as Partial<RunConfig> | null;
  if (typeof config !== 'object' || config === null || !isTask(config.task)) return false;
  return validateConfig(config, defaults[config.task]).problems.length === 0;
}, 'settings in their bounds');

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
  version: v.number(),
  /** Random, and the same wherever the run goes. */
  key: v.pipe(v.string(), v.regex(/^[0-9a-f-]{8,40}$/, 'hexadecimal digits')),
  createdMs: v.number(),
  savedMs: v.number(),
  config: configSchema,
  status: v.picklist(['ready', 'running', 'paused', 'finished', 'failed', 'loading']),
  step: count,
  round: count,
  totalSteps: count,
  backend: v.picklist(BACKEND_NAMES),
  pieces: v.pipe(v.array(pieceEntrySchema), v.minLength(1, 'at least one piece')),
  /** Where this run left another one. */
  parent: v.optional(v.object({ key: v.string(), step: count })),
  pinned: v.boolean(),
  /** Set while the run waits to go for good. */
  removedMs: v.optional(v.number()),
  /** The preference data it trains on, where the visitor gave it. */
  preferences: v.optional(v.string()),
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
  const parsed = v.safeParse(keptRunSchema, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(
    `invalid run: ${v.getDotPath(issue) ?? 'the whole'} (expected ${issue.message.slice(0, 80)})`,
  );
}
