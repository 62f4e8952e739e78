// How far a learner has come in a lesson: what was passed and how, the log, and what was predicted. It survives a reload.
import * as v from 'valibot';
import { type LearnerEvent, learnerEventSchema } from './learner_event.ts';
import { MOST_EVENTS } from './learner_log.ts';
import type { Prediction } from './prediction.ts';
import { predictionSchema } from './prediction_schema.ts';

const text = v.pipe(v.string(), v.maxLength(1000));

const passedSchema = v.object({
  /** Skipping is always possible, and shown. */
  how: v.picklist(['done', 'recorded', 'skipped']),
  /** What the page answered, with the learner's numbers of then. */
  reply: v.optional(text),
});
export type Passed = Readonly<v.InferOutput<typeof passedSchema>>;

const progressSchema = v.object({
  /** Id of the step that is shown. */
  step: text,
  /** By the step's id. */
  passed: v.record(text, passedSchema),
  log: v.pipe(v.array(learnerEventSchema), v.maxLength(MOST_EVENTS)),
  /** By the key under which the run is kept. */
  predictions: v.record(text, predictionSchema),
});

export interface Progress {
  readonly step: string;
  readonly passed: Readonly<Record<string, Passed>>;
  readonly log: readonly LearnerEvent[];
  readonly predictions: Readonly<Record<string, Prediction>>;
}

export const writeProgress = (progress: Progress): string => JSON.stringify(progress);

/** Undefined for a text that is none: the lesson then begins afresh. */
export function readProgress(written: string | undefined): Progress | undefined {
  if (written === undefined) return undefined;
  try {
    const parsed = v.safeParse(progressSchema, JSON.parse(written));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
