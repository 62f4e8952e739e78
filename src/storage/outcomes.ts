// Stores outcomes of experiments in IndexedDB, so that a sweep outlives its tab. Without a database they stay in
// memory, and the visitor reads the reason once.
import { reasonOf } from '../errors/reason.ts';
import type { RunOutcome } from '../experiments/run_outcome.ts';
import type { OutcomeStore } from '../experiments/run_queue.ts';
import { database, OUTCOMES } from './database.ts';

/** @param onTrouble receives a sentence if outcomes will not outlive the tab. */
export function browserOutcomes(onTrouble: (message: string) => void): OutcomeStore {
  const memory = new Map<string, RunOutcome>();
  let warned = false;
  const lost = (error: unknown) => {
    if (!warned)
      onTrouble(
        `Results will be lost when this tab is closed: the browser keeps no database here (${reasonOf(error)}).`,
      );
    warned = true;
  };
  return {
    async load(key) {
      const known = memory.get(key);
      if (known) return known;
      try {
        return (await (await database()).get(OUTCOMES, key)) as RunOutcome | undefined;
      } catch (error) {
        lost(error);
        return undefined;
      }
    },
    async save(outcome) {
      memory.set(outcome.key, outcome);
      try {
        await (await database()).put(OUTCOMES, outcome, outcome.key);
      } catch (error) {
        lost(error);
      }
    },
  };
}
