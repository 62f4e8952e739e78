// What an export needs of a run, from its stored pieces: the last checkpoint, and the figures up to there.
import type { ExportedRun } from '../../session/cluster_export.ts';
import { resumedCheckpoint } from '../../session/journal/resumed_checkpoint.ts';
import { readHistory } from '../../session/journal/run_history.ts';
import { stepRows } from '../../session/journal/step_columns.ts';
import { taskOf } from '../../tasks/index.ts';
import type { RunFile } from './file/run_file.ts';

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
  const histories = upTo.map(({ history }) => readHistory(history));
  return {
    config,
    checkpoint: resumedCheckpoint(resumption, taskOf(config), config),
    steps: histories.flatMap(({ steps, latestStep }) => stepRows(steps, latestStep)),
    evaluations: histories.flatMap(({ events }) =>
      events.flatMap((event) => (event.type === 'evaluation' ? [event.evaluation] : [])),
    ),
    origin,
  };
}
