// Outcomes of experiments in the browser's own database, so that a sweep outlives its tab. Where there is none, they are
// kept in memory and the reason is told once.
import { reasonOf } from '../errors/reason.ts';
import type { RunOutcome } from '../experiments/run_outcome.ts';
import type { OutcomeStore } from '../experiments/run_queue.ts';
import { database, OUTCOMES } from './database.ts';

/** @param onTrouble told in a sentence when outcomes will not outlive the tab. */
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
