// What a learner did during a lesson, as plain data: steps are checked on it, and result codes take answers from it.
import * as v from 'valibot';
import { METHOD_NAMES } from '../objectives/index.ts';
import { predictionSchema } from './prediction_schema.ts';

const id = v.pipe(v.string(), v.maxLength(80));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const side = v.picklist(['A', 'B', 'tie']);
/** Milliseconds since 1970. */
const at = v.pipe(v.number(), v.finite());

export const learnerEventSchema = v.variant('type', [
  /** The learner came to this step; what follows belongs to it. */
  v.object({ at, type: v.literal('entered'), step: id }),
  /** Of two answers, and what the hidden reward prefers. */
  v.object({ at, type: v.literal('picked'), pair: id, side, gold: side }),
  v.object({ at, type: v.literal('predicted'), question: id, value: predictionSchema }),
  /** `isRight` only where the page knows an answer. */
  v.object({
    at,
    type: v.literal('answered'),
    question: id,
    choice: count,
    isRight: v.optional(v.boolean()),
  }),
  v.object({ at, type: v.literal('weighed-with'), method: v.picklist(METHOD_NAMES) }),
  v.object({ at, type: v.literal('moved-theta'), to: v.pipe(v.number(), v.finite()) }),
  /** A dot of the chart: the evaluation at this step of the current run. */
  v.object({ at, type: v.literal('chose-point'), step: count }),
]);

export type LearnerEvent = Readonly<v.InferOutput<typeof learnerEventSchema>>;

type Untimed<Event> = Event extends unknown ? Omit<Event, 'at'> : never;
/** Without its time. */
export type Deed = Untimed<LearnerEvent>;
