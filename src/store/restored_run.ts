// A run as the page shows it, from its stored pieces: all of them, or as many as there were at an earlier time.
import { yieldToMessages } from '../event_loop/yield_to_messages.ts';
import { type LiveChange, type RunHistory, readHistory } from '../session/journal/run_history.ts';
import { stepRows } from '../session/journal/step_columns.ts';
import type { WorkerEvent } from '../session/protocol.ts';
import type { KeptRun } from '../storage/runs/kept_run.ts';
import { emptyRun } from './empty_run.ts';
import { initialState, type PageState, type Run } from './page_state.ts';
import { reduceAll } from './reducer.ts';

/** Of a piece; the page's id takes the place of the one it had. */
export function eventsOf(id: number, history: RunHistory): WorkerEvent[] {
  const steps = stepRows(history.steps, history.latestStep);
  return [
    ...steps.map((metrics): WorkerEvent => ({ type: 'step', runId: id, metrics })),
    ...history.events.map((event): WorkerEvent => ({ ...event, runId: id })),
  ];
}

/**
 * The run as it was after its first pieces. The texts that were asked for at the end of the last of them came with the
 * next one.
 */
export function pastRun(
  id: number,
  kept: KeptRun,
  histories: readonly Uint8Array[],
  next: Uint8Array | undefined,
): Run {
  const run = restoredRun(id, kept, histories);
  const { step } = kept.pieces[histories.length - 1];
  const later = next && readHistory(next).events.find((event) => event.type === 'view')?.view;
  const distance = (view: Run['view']) => (view ? Math.abs(view.step - step) : Number.POSITIVE_INFINITY);
  return distance(later) < distance(run.view) ? { ...run, view: later } : run;
}

/** Longest stretch of reading in which nothing else gets its turn. */
const SLICE_MS = 30;

/** Brings a run back piece by piece. */
class Restoration {
  private state: PageState;
  private readonly changes: LiveChange[] = [];
  private pieces = 0;

  constructor(
    private readonly id: number,
    private readonly kept: KeptRun,
  ) {
    const { config } = kept;
    this.state = { ...initialState(config), runs: [emptyRun(id, config)], currentRunId: id };
  }

  add(bytes: Uint8Array): void {
    const history = readHistory(bytes);
    this.state = reduceAll(this.state, eventsOf(this.id, history));
    this.changes.push(...history.changes);
    this.pieces++;
  }

  end(): Run {
    const { kept, changes } = this;
    const [run] = this.state.runs;
    checkWorlds(run);
    const isWhole = this.pieces === kept.pieces.length;
    const config = isWhole ? kept.config : (changes.at(-1)?.to ?? kept.config);
    return { ...run, changes, config, pinned: kept.pinned, kept };
  }
}

/** @param histories bytes of the first pieces, in their order. Throws a sentence if one cannot be read. */
export function restoredRun(id: number, kept: KeptRun, histories: readonly Uint8Array[]): Run {
  const restoration = new Restoration(id, kept);
  for (const history of histories) restoration.add(history);
  return restoration.end();
}

/** The same while other work gets its turn: a long run takes seconds. */
export async function restoredInSlices(
  id: number,
  kept: KeptRun,
  histories: readonly Uint8Array[],
): Promise<Run> {
  const restoration = new Restoration(id, kept);
  let begunMs = performance.now();
  for (const history of histories) {
    restoration.add(history);
    if (performance.now() < begunMs + SLICE_MS) continue;
    await yieldToMessages();
    begunMs = performance.now();
  }
  return restoration.end();
}

/** The figures are drawn beside the world's. */
function checkWorlds({ exactLogPolicy, exactWorld, markovPolicy, markovWorld }: Run): void {
  const shapeOf = (tables: readonly Float32Array[] = []) => tables.map(({ length }) => length).join();
  if (exactLogPolicy && exactLogPolicy.length !== exactWorld?.names.length)
    throw new Error(
      `invalid history: a policy of ${exactLogPolicy.length} outcomes (expected ${exactWorld?.names.length ?? 'a world'})`,
    );
  if (markovPolicy && shapeOf(markovPolicy) !== shapeOf(markovWorld?.prior))
    throw new Error("invalid history: tables of the policy (expected those of the starting model's size)");
}
