// Stores verdicts of LLM judges in IndexedDB, by judge and match. They cost money, so they outlive the tab.
import * as v from 'valibot';
import type { Verdict } from '../tasks/task.ts';
import { type Database, database, VERDICTS } from './database.ts';
import { whyNotKept } from './trouble.ts';

export interface VerdictStore {
  /** All stored verdicts of a judge. */
  load(judge: string): Promise<ReadonlyMap<string, Verdict>>;
  save(judge: string, verdicts: ReadonlyMap<string, Verdict>): Promise<void>;
}

const storedSchema = v.array(v.tuple([v.string(), v.picklist(['A', 'B', 'tie'])]));

/** Stored verdicts are not trusted: what is malformed counts as nothing. */
function readVerdicts(stored: unknown): [string, Verdict][] {
  const parsed = v.safeParse(storedSchema, stored);
  return parsed.success ? parsed.output : [];
}

/** @param onTrouble receives a sentence if verdicts will not outlive the tab. */
export const browserVerdicts = (
  onTrouble: (message: string) => void,
  open: Database = database,
): VerdictStore => ({
  async load(judge) {
    try {
      return new Map(readVerdicts(await (await open()).get(VERDICTS, judge)));
    } catch {
      // Outcomes load before verdicts, and have already reported that the browser stores nothing.
      return new Map();
    }
  },
  async save(judge, verdicts) {
    try {
      // Merge with the stored verdicts: another tab may have added some, or loading may have failed here.
      const transaction = (await open()).transaction(VERDICTS, 'readwrite');
      const stored = readVerdicts(await transaction.store.get(judge));
      await transaction.store.put([...new Map([...stored, ...verdicts])], judge);
      await transaction.done;
    } catch (error) {
      onTrouble(`The judge’s verdicts will be lost when this tab is closed: ${whyNotKept(error)}.`);
    }
  },
});
