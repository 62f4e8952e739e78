// Goes on with a kept run. Where it waits for the visitor's files, the page that asks for them is shown.
import type { PageStore } from '../../store/store.ts';

export async function goOnWith(store: PageStore, runId: number, plays = true): Promise<void> {
  await (plays ? store.goOn : store.openRun)(runId);
  if (store.ownRuns.store.getState().waiting?.runId === runId) location.hash = '#own';
}
