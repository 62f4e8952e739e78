// How the teacher paces a class over `npm run class`: every page is told the whole of it, so that who comes late knows it.
import * as v from 'valibot';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(1e6));

export const paceSchema = v.object({
  paused: v.boolean(),
  /** The step that all were sent to, and how often anybody was sent: the same step may be called again. */
  goTo: v.optional(
    v.object({ step: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(50)), call: count }),
  ),
  /** How often all were told to start afresh. */
  fresh: count,
});
export type Pace = Readonly<v.InferOutput<typeof paceSchema>>;

export const FREE_PACE: Pace = { paused: false, fresh: 0 };

/** What the teacher's page is told beside the codes. */
export const classStateSchema = v.object({
  /** That learners open, the likeliest first. */
  addresses: v.array(v.string()),
  /** Other machines that have opened the page. */
  arrived: count,
  /** Pages that listen for the pace now. */
  listening: count,
  pace: paceSchema,
});
export type ClassState = Readonly<v.InferOutput<typeof classStateSchema>>;

/** Undefined for a text that is none. */
export function readJson<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
): v.InferOutput<Schema> | undefined {
  try {
    const parsed = v.safeParse(schema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
