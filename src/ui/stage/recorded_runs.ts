// The recorded runs. Each comes when its task is chosen; the page waits only for the one that it shows before any script.
import { useEffect, useState } from 'react';
import type { TaskName } from '../../tasks/task.ts';
import type { RecordedRun } from './recorded_run.ts';

/** Of the run that stands in the page before any script has run. */
export const STILL_TASK: TaskName = 'tldr';

const loads: Partial<Record<TaskName, () => Promise<{ default: unknown }>>> = {
  tldr: () => import('./recorded/tldr.json'),
  strings: () => import('./recorded/strings.json'),
  dialog: () => import('./recorded/dialog.json'),
  sentiment: () => import('./recorded/sentiment.json'),
  markov: () => import('./recorded/markov.json'),
};

/** Null where it did not arrive. */
const loaded: Partial<Record<TaskName, RecordedRun | null>> = {};

/** Never rejects: without it the stage waits for the live run. */
export async function loadRecordedRun(task: TaskName): Promise<void> {
  const arrived = await loads[task]?.().catch(() => undefined);
  loaded[task] = arrived ? (arrived.default as RecordedRun) : null;
}

/** The task's recorded run; undefined while it loads, null where there is none. */
export function useRecordedRun(task: TaskName): RecordedRun | null | undefined {
  const [, setAnswered] = useState<TaskName>();
  useEffect(() => {
    let left = false;
    if (!loaded[task]) void loadRecordedRun(task).then(() => !left && setAnswered(task));
    return () => {
      left = true;
    };
  }, [task]);
  return task in loads ? loaded[task] : null;
}
