// Stores verdicts of LLM judges in IndexedDB, by judge and match. They cost money, so they outlive the tab.
import { reasonOf } from '../errors/reason.ts';
import type { Verdict } from '../tasks/task.ts';
import { database, VERDICTS } from './database.ts';

export interface VerdictStore {
  /** All stored verdicts of a judge. */
  load(judge: string): Promise<ReadonlyMap<string, Verdict>>;
  save(judge: string, verdicts: ReadonlyMap<string, Verdict>): Promise<void>;
}

/** @param onTrouble receives a sentence if verdicts will not outlive the tab. */
export const browserVerdicts = (onTrouble: (message: string) => void): VerdictStore => ({
  async load(judge) {
    try {
      const stored: [string, Verdict][] | undefined = await (await database()).get(VERDICTS, judge);
      return new Map(stored);
    } catch {
      // Outcomes load before verdicts, and have already reported that the browser stores nothing.
      return new Map();
    }
  },
  async save(judge, verdicts) {
    try {
      // Merge with the stored verdicts: another tab may have added some, or loading may have failed here.
      const transaction = (await database()).transaction(VERDICTS, 'readwrite');
      const stored: [string, Verdict][] | undefined = await transaction.store.get(judge);
      await transaction.store.put([...new Map([...(stored ?? []), ...verdicts])], judge);
      await transaction.done;
    } catch (error) {
      onTrouble(`The judge's verdicts will be lost when this tab is closed: ${reasonOf(error)}.`);
    }
  },
});
