// One tab at a time writes a run. A lock that the browser frees with its tab says which. Where there are no locks (plain
// http from another machine), or where they are forbidden with the storage, every tab may write.
import type { ClaimRun } from './run_store.ts';

const PREFIX = 'brain-run ';

/** Keys of the runs that tabs have, this one included. */
export async function claimedInBrowser(): Promise<string[]> {
  const { held = [] } = (await navigator.locks?.query().catch(() => undefined)) ?? {};
  return held.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
}

export const claimInBrowser: ClaimRun = (key) =>
  new Promise((resolve) => {
    const unlocked = { release: () => {} };
    if (!navigator.locks) return resolve(unlocked);
    navigator.locks
      .request(`${PREFIX}${key}`, { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(undefined);
        return new Promise<void>((release) => resolve({ release }));
      })
      .catch(() => resolve(unlocked));
  });
