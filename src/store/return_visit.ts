// The begin of a visit: with the run of the last one where that was not done, else afresh. All other runs follow.
import { changedSettings } from '../config/diff.ts';
import { reasonOf } from '../errors/reason.ts';
import type { KeptRun } from '../storage/runs/kept_run.ts';
import { isElsewhere, type PageEvent, type PageState } from './page_state.ts';
import type { RunKeeper } from './run_keeper.ts';

interface ReturnVisitOptions {
  readonly keeper: RunKeeper;
  readonly getState: () => PageState;
  readonly act: (...events: PageEvent[]) => void;
  readonly takeId: () => number;
  readonly openRun: (runId: number) => Promise<void>;
  readonly restart: () => void;
  /** True if the current run has not trained and no start is pending. */
  readonly isUntouched: () => boolean;
}

type Found = readonly [runId: number, kept: KeptRun];

const lastUnfinished = (found: readonly Found[]): Found | undefined =>
  found.filter(([, { status }]) => status !== 'finished').sort(([, a], [, b]) => b.savedMs - a.savedMs)[0];

export function returnVisit({
  keeper,
  getState,
  act,
  takeId,
  openRun,
  restart,
  isUntouched,
}: ReturnVisitOptions) {
  async function restore([runId, kept]: Found): Promise<void> {
    try {
      act({ type: 'runs-restored', runs: [await keeper.read(runId, kept)] });
    } catch (error) {
      act({ type: 'unreadable', bad: [{ key: kept.key, reason: reasonOf(error), record: kept }] });
    }
  }

  /** Opens the last run if nothing else was asked for, and offers it otherwise. Returns the other runs. */
  async function comeBack(asked: boolean): Promise<readonly Found[]> {
    const { found, bad } = await keeper.found(takeId);
    if (bad.length > 0) act({ type: 'unreadable', bad });
    const last = lastUnfinished(found);
    if (!last) return found;
    await restore(last);
    const [runId, { config }] = last;
    const run = getState().runs.find(({ id }) => id === runId);
    if (run) {
      act({ type: 'run-returned', runId });
      const isMeant = !asked || changedSettings(config, getState().draft).length === 0;
      const isFree = getState().currentRunId === 0 || isUntouched();
      if (isMeant && isFree && !isElsewhere(getState(), run)) await openRun(runId);
    }
    return found.filter((one) => one !== last);
  }

  async function restoreAll(found: readonly Found[]): Promise<void> {
    for (const one of found.toReversed()) await restore(one);
  }

  /**
   * @param asked false: the visitor came without settings.
   * @param patience ends when a fresh run should wait no longer for storage.
   */
  return async function begin(asked: boolean, patience: Promise<void>): Promise<void> {
    // Where nothing can be read, the first write says so.
    const coming = comeBack(asked).catch(() => []);
    await Promise.race([coming, patience]);
    if (getState().currentRunId === 0) restart();
    await restoreAll(await coming);
  };
}
