// What the page shows of a run, piece by piece: the events of a stretch of training. All pieces, one after the other,
// bring back its curves and samples as they were.
import * as v from 'valibot';
import type { RunConfig } from '../../config/schema.ts';
import { storedConfigSchema } from '../../config/stored_config.ts';
import { readExactJson, writeExactJson } from '../../formats/exact_json.ts';
import type { StepMetrics, WorkerEvent } from '../protocol.ts';
import {
  evaluation,
  exactEvaluation,
  exactWorld,
  frontierPoints,
  klReport,
  list,
  MOST_FIGURES,
  markovEvaluation,
  markovWorld,
  microscope,
  number,
  sampleView,
  stepMetrics,
  truth,
} from './event_schemas.ts';
import { STEP_COLUMNS, type StepColumns, stepColumns } from './step_columns.ts';

type Event<Type extends WorkerEvent['type']> = Extract<WorkerEvent, { type: Type }>;

/** Events that add to what is shown. Of the others the last one stands for all. */
export type LastingEvent = Event<'evaluation' | 'exact' | 'markov' | 'kl-report'>;
export type LatestEvent = Event<
  'loaded' | 'pace' | 'frontier' | 'microscope' | 'view' | 'exact-world' | 'markov-world'
>;
const LASTING = ['evaluation', 'exact', 'markov', 'kl-report'] as const satisfies LastingEvent['type'][];
const LATEST = [
  'loaded',
  'pace',
  'frontier',
  'microscope',
  'view',
  'exact-world',
  'markov-world',
] as const satisfies LatestEvent['type'][];

/** A setting that was changed while the run went on. */
export interface LiveChange {
  readonly step: number;
  readonly from: RunConfig;
  readonly to: RunConfig;
}

export interface RunHistory {
  readonly steps: StepColumns;
  /** The last step with all its figures; absent where the piece has no step. */
  readonly latestStep?: StepMetrics;
  readonly events: readonly (LastingEvent | LatestEvent)[];
  readonly changes: readonly LiveChange[];
}

const isIn = <Type extends string>(types: readonly Type[], type: string): type is Type =>
  (types as readonly string[]).includes(type);

/** Collects a piece. */
export class HistoryCollector {
  private steps: StepMetrics[] = [];
  private lasting: LastingEvent[] = [];
  private latest = new Map<string, LatestEvent>();
  private changes: LiveChange[] = [];

  get isEmpty(): boolean {
    return this.steps.length + this.lasting.length + this.latest.size + this.changes.length === 0;
  }

  add(event: WorkerEvent): void {
    if (event.type === 'step') this.steps.push(event.metrics);
    else if (isIn(LASTING, event.type)) this.lasting.push(event as LastingEvent);
    else if (isIn(LATEST, event.type)) this.latest.set(event.type, event as LatestEvent);
  }

  change(change: LiveChange): void {
    this.changes.push(change);
  }

  /** The piece so far as bytes; the next one begins empty. */
  take(): Uint8Array<ArrayBuffer> {
    const history: RunHistory = {
      steps: stepColumns(this.steps),
      latestStep: this.steps.at(-1),
      events: [...this.latest.values(), ...this.lasting],
      changes: this.changes,
    };
    [this.steps, this.lasting, this.latest, this.changes] = [[], [], new Map(), []];
    return new TextEncoder().encode(writeExactJson(history));
  }
}

const ofRun = { runId: number };
const eventSchema = v.variant('type', [
  v.looseObject({ type: v.literal('evaluation'), ...ofRun, evaluation }),
  v.looseObject({ type: v.literal('exact'), ...ofRun, evaluation: exactEvaluation }),
  v.looseObject({ type: v.literal('markov'), ...ofRun, evaluation: markovEvaluation }),
  v.looseObject({ type: v.literal('kl-report'), ...ofRun, report: klReport }),
  v.looseObject({
    type: v.literal('loaded'),
    ...ofRun,
    parameterCount: number,
    promptCount: number,
    rewardModel: v.optional(number),
  }),
  v.looseObject({ type: v.literal('pace'), ...ofRun, evaluationMs: number }),
  v.looseObject({
    type: v.literal('frontier'),
    ...ofRun,
    points: frontierPoints,
    complete: v.optional(truth),
  }),
  v.looseObject({ type: v.literal('microscope'), ...ofRun, microscope }),
  v.looseObject({ type: v.literal('view'), ...ofRun, view: sampleView }),
  v.looseObject({ type: v.literal('exact-world'), ...ofRun, world: exactWorld }),
  v.looseObject({ type: v.literal('markov-world'), ...ofRun, world: markovWorld }),
]);

const stepColumnsSchema: v.GenericSchema<unknown, StepColumns> = v.pipe(
  v.record(v.string(), v.instance(Float64Array, 'a column of numbers')),
  v.check(
    (columns) => Object.keys(columns).length <= STEP_COLUMNS.length + MOST_FIGURES,
    `at most ${STEP_COLUMNS.length + MOST_FIGURES} columns`,
  ),
  v.check(
    (columns) => new Set(Object.values(columns).map(({ length }) => length)).size <= 1,
    'columns of one length',
  ),
);

const historySchema: v.GenericSchema<unknown, RunHistory> = v.object({
  steps: stepColumnsSchema,
  latestStep: v.optional(stepMetrics),
  events: list(eventSchema),
  changes: list(v.object({ step: number, from: storedConfigSchema, to: storedConfigSchema })),
});

/** Throws a sentence that begins with `invalid history`. */
export function readHistory(bytes: Uint8Array): RunHistory {
  let value: unknown;
  try {
    value = readExactJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Error(`invalid history: ${String(error).slice(0, 80)} (expected JSON)`);
  }
  const parsed = v.safeParse(historySchema, value, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(
    `invalid history: ${v.getDotPath(issue) ?? 'the whole'} (expected ${issue.message.slice(0, 80)})`,
  );
}
