// The database on a real IndexedDB, with real faults: other tabs' connections, a newer version, a browser that clears or
// bounds the storage.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import type { RunOutcome } from '../experiments/run_outcome.ts';
import type { BadOutcome } from '../experiments/stored_outcome.ts';
import { browserDatabase, OUTCOMES } from './database.ts';
import { browserOutcomes } from './outcomes.ts';
import { whyNotKept } from './trouble.ts';
import { browserVerdicts } from './verdicts.ts';

interface Session {
  send(method: string, parameters?: object): Promise<unknown>;
}
const devtools = (method: string, parameters = {}) =>
  (cdp() as unknown as Session).send(method, { origin: location.origin, ...parameters });

let name = '';
let count = 0;
const rest: IDBDatabase[] = [];

beforeEach(() => {
  name = `faults ${count++} ${Math.random()}`;
});
afterEach(async () => {
  for (const connection of rest.splice(0)) connection.close();
  indexedDB.deleteDatabase(name);
});

/** Another tab's connection. A polite one closes when a newer page wants the database. */
function otherTab(version: number, polite = false): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      rest.push(request.result);
      if (polite) request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
  });
}

const reason = (opening: Promise<unknown>) => opening.then(() => 'open', whyNotKept);

it('says that an older tab holds the database, does not wait for it again, and opens once that tab is gone', async () => {
  const older = await otherTab(1);
  const database = browserDatabase(name, 2, 200);
  expect(await reason(database())).toMatch(/another tab has an older version/);
  const start = performance.now();
  for (let i = 0; i < 50; i++) expect(await reason(database())).toMatch(/another tab/);
  expect(performance.now() - start).toBeLessThan(200);
  older.close();
  await expect.poll(() => reason(database())).toBe('open');
});

it('gives way to a newer page, and says so to whoever writes afterwards', async () => {
  const database = browserDatabase(name, 2);
  await database();
  await otherTab(3);
  expect(await reason(database())).toMatch(/newer version of this page/);
});

it('opens again after the visitor has cleared the storage', async () => {
  const database = browserDatabase(name, 2);
  const first = await database();
  await first.put(OUTCOMES, 'kept', 'key');
  await devtools('Storage.clearDataForOrigin', { storageTypes: 'indexeddb' });
  await expect
    .poll(async () => {
      const db = await database();
      await db.put(OUTCOMES, 'again', 'key');
      return db.get(OUTCOMES, 'key');
    })
    .toBe('again');
});

/** Outcomes with what the page is told about them. */
function listened(open = browserDatabase(name, 2)) {
  const said: string[] = [];
  const setAside: BadOutcome[] = [];
  const store = browserOutcomes(
    {
      say: (message) => said.push(message),
      takeBack: (message) => said.splice(said.indexOf(message), 1),
      setAside: (bad) => setAside.push(bad),
    },
    open,
  );
  return { store, said, setAside, open };
}

const outcome = (key: string, size = 1) => ({ key, weight: 'x'.repeat(size) }) as unknown as RunOutcome;

it('keeps outcomes in memory while the storage is full, says so, and stores them all when there is room', async () => {
  // A bucket has a quota of its own. DevTools' override reaches a connection only half a minute later.
  const { storageBuckets } = navigator as unknown as {
    storageBuckets: { open(name: string, options: object): Promise<{ indexedDB: IDBFactory }> };
  };
  const { indexedDB: small } = await storageBuckets.open(name.replaceAll(/\W/g, ''), { quota: 100_000 });
  vi.stubGlobal('indexedDB', small);
  let open = browserDatabase(name, 2);
  await open();
  vi.unstubAllGlobals();
  const { store, said } = listened(() => open());
  await store.save(outcome('a', 5e6));
  await store.save(outcome('b', 5e6));
  expect(said).toEqual([expect.stringContaining('its storage is full')]);
  expect(await store.load('a')).toMatchObject({ key: 'a' });
  open = browserDatabase(name, 2);
  await store.save(outcome('c'));
  expect(said).toEqual([]);
  expect((await (await open()).getAllKeys(OUTCOMES)).sort()).toEqual(['a', 'b', 'c']);
});

it('sets a malformed record aside with its reason, and serves the others', async () => {
  const { store, said, setAside, open } = listened();
  await (await open()).put(OUTCOMES, { key: 'bad', checkpoints: 'none' }, 'bad');
  expect(await store.load('bad')).toBeUndefined();
  expect(setAside).toMatchObject([{ key: 'bad', reason: expect.stringMatching(/^invalid outcome: /) }]);
  expect(await store.load('other')).toBeUndefined();
  expect(said).toEqual([]);
});

it('reads malformed verdicts as none, and writes over them', async () => {
  const open = browserDatabase(name, 2);
  await (await open()).put('verdicts', [['match', 'perhaps'], 3], 'judge');
  const troubles: string[] = [];
  const verdicts = browserVerdicts((message) => troubles.push(message), open);
  expect([...(await verdicts.load('judge'))]).toEqual([]);
  await verdicts.save('judge', new Map([['match', 'A']]));
  expect([...(await verdicts.load('judge'))]).toEqual([['match', 'A']]);
  expect(troubles).toEqual([]);
});
