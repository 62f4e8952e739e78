// The browser's IndexedDB database, opened once. Private windows of some browsers have none.
import { type IDBPDatabase, openDB } from 'idb';

const DATABASE = 'brain-playground';
export const OUTCOMES = 'outcomes';
export const VERDICTS = 'verdicts';
export const RUNS = 'runs';
export const RUN_HISTORIES = 'run-histories';
export const RUN_STATES = 'run-states';
/** What runs train on that the visitor gave, by its digest. */
export const RUN_INPUTS = 'run-inputs';

let opened: Promise<IDBPDatabase> | undefined;

/** Opens the database; rejects if the browser has none. */
export function database(): Promise<IDBPDatabase> {
  opened ??= openDB(DATABASE, 3, {
    upgrade(db) {
      for (const store of [OUTCOMES, VERDICTS, RUNS, RUN_HISTORIES, RUN_STATES, RUN_INPUTS])
        if (!db.objectStoreNames.contains(store)) db.createObjectStore(store);
    },
  });
  return opened;
}
