// Selects the runs for the exact page: the current run and all other shown, enumerated runs of its task.
import { useMemo } from 'react';
import { type Run, shownRuns } from '../../store/page_state.ts';
import { usePage } from '../frame/useStore.ts';
import { runName, runStyles } from '../train/run_name.ts';
import { type DrawnRun, drawnRuns } from '../train/step_series.ts';

/** The current run comes last, so that it is drawn over the others. */
export function exactRuns(runs: readonly Run[], currentRunId: number): DrawnRun[] {
  return drawnRuns(runs, currentRunId, runStyles(runs))
    .filter(({ run }) => run.exactWorld !== undefined && run.exactEvaluations.length > 0)
    .toSorted((a, b) => Number(a.isCurrent) - Number(b.isCurrent));
}

/** Changes when a run is enumerated again, renamed, added or removed, and at no other time. */
export function exactVersion(drawn: readonly DrawnRun[]): string {
  return drawn
    .map(({ run, style, isCurrent }) => {
      const [latest, report] = [run.exactEvaluations.at(-1), run.klReports.at(-1)];
      const counts = [run.exactEvaluations.length, latest?.step, run.klReports.length, report?.step];
      return [run.id, isCurrent, style.colour, style.line, runName(run), ...counts].join(' ');
    })
    .join(', ');
}

export const currentOf = (drawn: readonly DrawnRun[]): Run | undefined =>
  drawn.find((drawnRun) => drawnRun.isCurrent)?.run;

/** Keeps its identity while the list is unchanged; a run itself changes with every training step. */
export function useExactRuns(): readonly DrawnRun[] {
  const runs = usePage(shownRuns);
  const currentRunId = usePage((state) => state.currentRunId);
  const drawn = exactRuns(runs, currentRunId);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the runs
  return useMemo(() => drawn, [exactVersion(drawn)]);
}
