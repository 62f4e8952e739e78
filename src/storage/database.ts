// The browser's own database, opened once; undefined where there is none (a private window of some browsers).
import { type IDBPDatabase, openDB } from 'idb';

const DATABASE = 'brain-playground';
export const OUTCOMES = 'outcomes';
export const VERDICTS = 'verdicts';

let opened: Promise<IDBPDatabase> | undefined;

/** Rejects where the browser keeps no database. */
export function database(): Promise<IDBPDatabase> {
  opened ??= openDB(DATABASE, 2, {
    upgrade(db) {
      for (const store of [OUTCOMES, VERDICTS])
        if (!db.objectStoreNames.contains(store)) db.createObjectStore(store);
    },
  });
  return opened;
}
