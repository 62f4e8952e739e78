// Stores outcomes of experiments in IndexedDB, so that a sweep outlives its tab. What cannot be stored stays in memory,
// and is tried again with the next outcome. What cannot be read is set aside, and its run counts as not done.
import { reasonOf } from '../errors/reason.ts';
import type { RunOutcome } from '../experiments/run_outcome.ts';
import type { OutcomeStore } from '../experiments/run_queue.ts';
import { type BadOutcome, readOutcome } from '../experiments/stored_outcome.ts';
import { type Database, database, OUTCOMES } from './database.ts';
import { whyNotKept } from './trouble.ts';

interface OutcomeListener {
  /** A sentence about outcomes that will not outlive the tab. */
  say(message: string): void;
  /** It is no longer true. */
  takeBack(message: string): void;
  setAside(bad: BadOutcome): void;
}

const lossOf = (error: unknown) =>
  `Results will be lost when this tab is closed: the browser keeps none (${whyNotKept(error)}). Export them before.`;

export function browserOutcomes(
  { say, takeBack, setAside }: OutcomeListener,
  open: Database = database,
): OutcomeStore {
  const memory = new Map<string, RunOutcome>();
  const unsaved = new Set<string>();
  let said: string | undefined;
  const lose = (error: unknown) => {
    if (said) return;
    said = lossOf(error);
    say(said);
  };
  return {
    async load(key) {
      const known = memory.get(key);
      if (known) return known;
      let record: unknown;
      try {
        record = await (await open()).get(OUTCOMES, key);
      } catch (error) {
        lose(error);
        return undefined;
      }
      if (record === undefined) return undefined;
      try {
        return readOutcome(record, key);
      } catch (error) {
        setAside({ key, reason: reasonOf(error), record });
        return undefined;
      }
    },
    async save(outcome) {
      memory.set(outcome.key, outcome);
      unsaved.add(outcome.key);
      try {
        const db = await open();
        for (const key of unsaved) {
          await db.put(OUTCOMES, memory.get(key), key);
          unsaved.delete(key);
        }
        if (said) takeBack(said);
        said = undefined;
      } catch (error) {
        lose(error);
      }
    },
  };
}
