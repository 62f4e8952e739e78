// The runs the exact page draws: the current one and every other shown run of its task that was enumerated. The list
// keeps its identity while nothing on it has changed; a run itself changes with every training step.
import { useMemo } from 'react';
import { usePage } from '../frame/useStore.ts';
import type { DrawnRun } from '../train/step_series.ts';
import { exactRuns, exactVersion } from './runs.ts';

export function useExactRuns(): readonly DrawnRun[] {
  const runs = usePage((state) => state.runs);
  const currentRunId = usePage((state) => state.currentRunId);
  const drawn = exactRuns(runs, currentRunId);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the runs
  return useMemo(() => drawn, [exactVersion(drawn)]);
}
