// The browser's IndexedDB database, opened once. Private windows of some browsers have none.
import { type IDBPDatabase, openDB } from 'idb';

const DATABASE = 'brain-playground';
export const OUTCOMES = 'outcomes';
export const VERDICTS = 'verdicts';

let opened: Promise<IDBPDatabase> | undefined;

/** Opens the database; rejects if the browser has none. */
export function database(): Promise<IDBPDatabase> {
  opened ??= openDB(DATABASE, 2, {
    upgrade(db) {
      for (const store of [OUTCOMES, VERDICTS])
        if (!db.objectStoreNames.contains(store)) db.createObjectStore(store);
    },
  });
  return opened;
}
