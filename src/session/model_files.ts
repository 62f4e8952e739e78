// Cache of shipped models. Each is fetched once, so that a run can move to another backend offline.
import { reasonOf } from '../errors/reason.ts';
import { afterSeconds, SILENT_SECONDS } from '../event_loop/seconds.ts';
import type { ModelPart, Prior } from '../formats/prior.ts';
import type { TaskName } from '../tasks/task.ts';
import { LoadFailure } from './failures.ts';

/** A task's trained models by purpose. */
export type LoadModel = (task: TaskName, part: ModelPart) => Promise<Prior>;

/** Wraps `load` so that each model loads once; a failed load is tried again at the next call. */
export function loadedOnce(load: LoadModel): LoadModel {
  const loaded = new Map<string, Promise<Prior>>();
  return (task, part) => {
    const key = `${task} ${part}`;
    const known =
      loaded.get(key) ??
      load(task, part).catch((error: unknown) => {
        loaded.delete(key);
        throw new LoadFailure(reasonOf(error));
      });
    if (loaded.get(key) === known) return known;
    loaded.set(key, known);
    // Whoever asks again after a long silence wants the network to be asked again.
    const callOff = afterSeconds(SILENT_SECONDS, () => loaded.delete(key));
    void known.then(callOff, callOff);
    return known;
  };
}
