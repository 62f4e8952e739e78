// One tab at a time writes a run. A lock that the browser frees with its tab says which; browsers without locks (pages on
// plain http from another machine) let every tab write.
import type { ClaimRun } from './run_store.ts';

const PREFIX = 'brain-run ';

/** Keys of the runs that tabs have, this one included. */
export async function claimedInBrowser(): Promise<string[]> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return held.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
}

export const claimInBrowser: ClaimRun = (key) =>
  new Promise((resolve, reject) => {
    if (!navigator.locks) return resolve({ release: () => {} });
    navigator.locks
      .request(`${PREFIX}${key}`, { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(undefined);
        return new Promise<void>((release) => resolve({ release }));
      })
      .catch(reject);
  });
