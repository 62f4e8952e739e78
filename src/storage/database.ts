// The browser's IndexedDB database, opened when it is first needed. It may be forbidden, held by an older tab, newer than
// this page, or closed by the browser at any time; each has its sentence, and the next call tries again.
import { type IDBPDatabase, openDB } from 'idb';

const DATABASE = 'brain-playground';
const VERSION = 5;
export const OUTCOMES = 'outcomes';
export const VERDICTS = 'verdicts';
export const RUNS = 'runs';
export const RUN_HISTORIES = 'run-histories';
export const RUN_STATES = 'run-states';
/** What runs train on that the visitor gave, by its digest. */
export const RUN_INPUTS = 'run-inputs';
/** Result codes of the teacher's class. */
export const CLASS_CODES = 'class-codes';
/** The last supervised training of the visitor's own. */
export const SFT = 'sft';
const STORES = [OUTCOMES, VERDICTS, RUNS, RUN_HISTORIES, RUN_STATES, RUN_INPUTS, CLASS_CODES, SFT];

/** A database that has not opened by then is not waited for, but may still come. */
const PATIENCE_MS = 4000;

/** Gives the open database, or rejects. */
export type Database = () => Promise<IDBPDatabase>;

const HELD = 'another tab has an older version of this page open; close or reload that tab';
const SILENT = 'the browser’s database does not answer';

/** @param patienceMs how long one opening is waited for. */
export function browserDatabase(name: string, version = VERSION, patienceMs = PATIENCE_MS): Database {
  let opened: Promise<IDBPDatabase> | undefined;
  /** Why the opening under way has been given up. */
  let givenUp: Error | undefined;

  async function open(): Promise<IDBPDatabase> {
    let isHeld = false;
    const opening = openDB(name, version, {
      upgrade(db) {
        for (const store of STORES) if (!db.objectStoreNames.contains(store)) db.createObjectStore(store);
      },
      blocked() {
        isHeld = true;
      },
      blocking(_current, _blocked, event) {
        // A newer page, or the visitor, wants the database without this tab.
        (event.target as IDBDatabase).close();
        opened = undefined;
      },
      terminated() {
        opened = undefined;
      },
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        givenUp = new Error(isHeld ? HELD : SILENT);
        reject(givenUp);
      }, patienceMs);
    });
    void opening.then(
      () => {
        givenUp = undefined;
        opened = opening;
      },
      () => {
        givenUp = undefined;
        opened = undefined;
      },
    );
    return Promise.race([opening, patience]).finally(() => clearTimeout(timer));
  }

  return () => {
    if (givenUp) return Promise.reject(givenUp);
    opened ??= open();
    return opened;
  };
}

export const database = browserDatabase(DATABASE);
