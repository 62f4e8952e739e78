// A run as the page shows it, from its stored pieces: all of them, or as many as there were at an earlier time.
import { type RunHistory, readHistory } from '../session/journal/run_history.ts';
import { stepRows } from '../session/journal/step_columns.ts';
import type { WorkerEvent } from '../session/protocol.ts';
import type { KeptRun } from '../storage/runs/kept_run.ts';
import { emptyRun } from './empty_run.ts';
import { initialState, type Run } from './page_state.ts';
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

/** @param histories bytes of the first pieces, in their order. Throws a sentence if one cannot be read. */
export function restoredRun(id: number, kept: KeptRun, histories: readonly Uint8Array[]): Run {
  const read = histories.map(readHistory);
  const changes = read.flatMap((history) => history.changes);
  const config = changes[0]?.from ?? kept.config;
  const state = { ...initialState(config), runs: [emptyRun(id, config)], currentRunId: id };
  const [run] = reduceAll(
    state,
    read.flatMap((history) => eventsOf(id, history)),
  ).runs;
  checkWorlds(run);
  const isWhole = histories.length === kept.pieces.length;
  const now = isWhole ? kept.config : (changes.at(-1)?.to ?? config);
  return { ...run, changes, config: now, pinned: kept.pinned, kept };
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
