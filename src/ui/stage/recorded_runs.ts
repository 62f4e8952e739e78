// The recorded runs. The one of the first visit comes with the page, the others when their task is chosen.
import { useEffect, useState } from 'react';
import type { TaskName } from '../../tasks/task.ts';
import firstRun from './recorded/tldr.json';
import type { RecordedRun } from './recorded_run.ts';

/** The run that the page shows before any script has run. */
const FIRST_RECORDED = firstRun as RecordedRun;

const loads: Partial<Record<TaskName, () => Promise<{ default: unknown }>>> = {
  strings: () => import('./recorded/strings.json'),
  dialog: () => import('./recorded/dialog.json'),
  sentiment: () => import('./recorded/sentiment.json'),
  markov: () => import('./recorded/markov.json'),
};

/** The task's recorded run; undefined while it loads, and for a task without one. */
export function useRecordedRun(task: TaskName): RecordedRun | undefined {
  const [loaded, setLoaded] = useState<RecordedRun>(FIRST_RECORDED);
  useEffect(() => {
    let left = false;
    loads[task]?.().then(
      ({ default: run }) => !left && setLoaded(run as RecordedRun),
      () => {}, // The stage then waits for the live run.
    );
    return () => {
      left = true;
    };
  }, [task]);
  return [FIRST_RECORDED, loaded].find((run) => run.task === task);
}
