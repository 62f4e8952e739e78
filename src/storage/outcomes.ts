// Outcomes of experiments in the browser's own database, so that a sweep outlives its tab. Where there is none (a private
// window of some browsers), they are kept in memory and the reason is told once.
import { type IDBPDatabase, openDB } from 'idb';
import type { RunOutcome } from '../experiments/run_outcome.ts';
import type { OutcomeStore } from '../experiments/run_queue.ts';

const DATABASE = 'brain-playground';
const STORE = 'outcomes';

export interface BrowserOutcomes extends OutcomeStore {
  /** Forgets every outcome. */
  clear(): Promise<void>;
}

/** @param onTrouble told in a sentence when outcomes will not outlive the tab. */
export function browserOutcomes(onTrouble: (message: string) => void): BrowserOutcomes {
  const memory = new Map<string, RunOutcome>();
  let opened: Promise<IDBPDatabase | undefined> | undefined;
  const database = () => {
    opened ??= openDB(DATABASE, 1, { upgrade: (db) => void db.createObjectStore(STORE) }).catch(
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        onTrouble(
          `Results will be lost when this tab is closed: the browser keeps no database here (${reason}).`,
        );
        return undefined;
      },
    );
    return opened;
  };
  return {
    async load(key) {
      const known = memory.get(key);
      if (known) return known;
      return (await database())?.get(STORE, key) as Promise<RunOutcome | undefined>;
    },
    async save(outcome) {
      memory.set(outcome.key, outcome);
      try {
        await (await database())?.put(STORE, outcome, outcome.key);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        onTrouble(`A result could not be stored and will be lost when this tab is closed: ${reason}.`);
      }
    },
    async clear() {
      memory.clear();
      await (await database())?.clear(STORE);
    },
  };
}
