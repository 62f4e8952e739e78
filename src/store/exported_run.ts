// What an export needs of a run, from its stored pieces: the last checkpoint, and the figures up to there.

import type { ExportedRun } from '../session/cluster_export.ts';
import { resumedCheckpoint } from '../session/journal/resumed_checkpoint.ts';
import { readHistory } from '../session/journal/run_history.ts';
import type { WorkerEvent } from '../session/protocol.ts';
import type { RunFile } from '../storage/runs/file/run_file.ts';
import { taskOf } from '../tasks/index.ts';
import { eventsOf } from './restored_run.ts';

const RUN_ID = 1;

type OfType<Type extends WorkerEvent['type']> = Extract<WorkerEvent, { type: Type }>;

const ofType = <Type extends WorkerEvent['type']>(events: readonly WorkerEvent[], type: Type) =>
  events.filter((event): event is OfType<Type> => event.type === type);

/** Throws a sentence where a piece cannot be read, or none has a state. */
export function exportedRun(
  { kept, pieces }: Pick<RunFile, 'kept' | 'pieces'>,
  origin: ExportedRun['origin'],
): ExportedRun {
  const { config } = kept;
  const last = pieces.findLastIndex(({ state }) => state);
  if (last < 0) throw new Error('no state of the run is kept (expected one to go on from)');
  const upTo = pieces.slice(0, last + 1);
  const resumption = {
    state: pieces[last].state!,
    groups: upTo.map(({ groups }) => groups),
    nextIndex: pieces[last].index + 1,
    config,
    frontierKnown: true,
  };
  const events = upTo.flatMap(({ history }) => eventsOf(RUN_ID, readHistory(history)));
  return {
    config,
    checkpoint: resumedCheckpoint(resumption, taskOf(config), config),
    steps: ofType(events, 'step').map(({ metrics }) => metrics),
    evaluations: ofType(events, 'evaluation').map(({ evaluation }) => evaluation),
    origin,
  };
}
