// What a browser's storage holds of runs, seen from another tab of the same origin.
import type { BrowserContext, Page } from 'playwright';
import { OBSERVATORY } from './lying_server.ts';

export interface ObservedRun {
  readonly key: string;
  readonly step: number;
  readonly status: string;
  readonly savedMs: number;
  readonly pieces: number;
  /** SHA-256 of the record and of all its pieces. */
  readonly digest: string;
}

/** One tab for each browser, so that it can look where the network is gone. */
const observatories = new WeakMap<BrowserContext, Page>();

/** Runs work in a tab beside the page, at an address of the same origin. */
export async function inObservatory<T>(
  context: BrowserContext,
  url: string,
  work: (tab: Page) => Promise<T>,
): Promise<T> {
  let tab = observatories.get(context);
  if (!tab || tab.isClosed()) {
    tab = await context.newPage();
    await tab.goto(`${url}${OBSERVATORY}`);
    observatories.set(context, tab);
    tab.on('crash', () => observatories.delete(context));
  }
  return work(tab);
}

/** All runs that have a record, by key; none where there is no database. */
export const observedRuns = (context: BrowserContext, url: string): Promise<ObservedRun[]> =>
  inObservatory(context, url, (tab) => tab.evaluate(READ) as Promise<ObservedRun[]>);

/** Text, since a function that tsx has compiled asks for helpers that a page does not have. */
const READ = `(async () => {
  const known = await indexedDB.databases();
  if (!known.some(({ name }) => name === 'brain-playground')) return [];
  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const db = await answer(indexedDB.open('brain-playground'));
  try {
    if (!db.objectStoreNames.contains('runs')) return [];
    const transaction = db.transaction(['runs', 'run-histories', 'run-states']);
    const all = (name, range) => answer(transaction.objectStore(name).getAll(range));
    const keys = await answer(transaction.objectStore('runs').getAllKeys());
    const records = await all('runs');
    const found = [];
    for (const [i, record] of records.entries()) {
      const pieces = IDBKeyRange.bound([keys[i]], [keys[i], []]);
      found.push({ record, histories: await all('run-histories', pieces), states: await all('run-states', pieces) });
    }
    return await Promise.all(found.map(async ({ record, histories, states }, i) => {
      const parts = [...histories.flatMap(({ history, groups }) => [history, groups]), ...states.filter(Boolean)];
      const blob = new Blob([JSON.stringify(record), ...parts]);
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));
      return {
        key: keys[i],
        step: record?.step,
        status: record?.status,
        savedMs: record?.savedMs,
        pieces: record?.pieces?.length,
        digest: [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
      };
    }));
  } finally {
    db.close();
  }
})()`;
