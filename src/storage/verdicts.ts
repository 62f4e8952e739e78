// Verdicts of LLM judges in the browser's own database, by judge and match: they cost money, so they outlive the tab.
import { reasonOf } from '../errors/reason.ts';
import type { Verdict } from '../tasks/task.ts';
import { database, VERDICTS } from './database.ts';

export interface VerdictStore {
  /** All there are of a judge. */
  load(judge: string): Promise<ReadonlyMap<string, Verdict>>;
  save(judge: string, verdicts: ReadonlyMap<string, Verdict>): Promise<void>;
}

/** @param onTrouble told in a sentence when verdicts will not outlive the tab. */
export const browserVerdicts = (onTrouble: (message: string) => void): VerdictStore => ({
  async load(judge) {
    try {
      const stored: [string, Verdict][] | undefined = await (await database()).get(VERDICTS, judge);
      return new Map(stored);
    } catch {
      // Outcomes are read before verdicts and have told the visitor that nothing is kept here.
      return new Map();
    }
  },
  async save(judge, verdicts) {
    try {
      // With what is there: another tab may have asked, or what is there could not be read when this one began.
      const transaction = (await database()).transaction(VERDICTS, 'readwrite');
      const stored: [string, Verdict][] | undefined = await transaction.store.get(judge);
      await transaction.store.put([...new Map([...(stored ?? []), ...verdicts])], judge);
      await transaction.done;
    } catch (error) {
      onTrouble(`The judge's verdicts will be lost when this tab is closed: ${reasonOf(error)}.`);
    }
  },
});
