// The recorded runs. The one of the first visit comes with the page, the others when their task is chosen.
import { useEffect, useState } from 'react';
import type { TaskName } from '../../tasks/task.ts';
import firstRun from './recorded/tldr.json';
import type { RecordedRun } from './recorded_run.ts';

/** The run that the page shows before any script has run. */
const FIRST_RECORDED = firstRun as RecordedRun;

/** The task's recorded run; undefined while it loads, and for a task without one. */
export function useRecordedRun(task: TaskName): RecordedRun | undefined {
  const [loaded, setLoaded] = useState<RecordedRun>(FIRST_RECORDED);
  useEffect(() => {
    let left = false;
    import(`./recorded/${task}.json`).then(
      ({ default: run }: { default: RecordedRun }) => !left && setLoaded(run),
      () => {}, // The stage then waits for the live run.
    );
    return () => {
      left = true;
    };
  }, [task]);
  return loaded.task === task ? loaded : undefined;
}
