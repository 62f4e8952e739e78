// Keeps the last supervised training in IndexedDB, so that it survives its page. The head is read without the state.
import { asKeptHead, isSftState, type KeptHead, type KeptTraining } from '../own/sft/kept_training.ts';
import { type Database, database, SFT } from './database.ts';
import { whyNotKept } from './trouble.ts';

const HEAD = 'head';
const REST = 'rest';

export interface SftStore<News> {
  /** Undefined where nothing is kept, or nothing can be read. */
  head(): Promise<KeptHead | undefined>;
  load(): Promise<KeptTraining<News> | undefined>;
  /** In place of the one before. Rejects with a reason in words. */
  put(training: KeptTraining<News>): Promise<void>;
  remove(): Promise<void>;
}

export function browserSft<News>(open: Database = database): SftStore<News> {
  const head = async () => {
    try {
      return asKeptHead(await (await open()).get(SFT, HEAD));
    } catch {
      return undefined;
    }
  };
  return {
    head,
    async load() {
      const known = await head();
      if (!known) return undefined;
      const rest = await (await open()).get(SFT, REST);
      return isSftState(rest?.state) && Array.isArray(rest.told) ? { ...known, ...rest } : undefined;
    },
    async put({ state, told, ...known }) {
      try {
        const { store, done } = (await open()).transaction(SFT, 'readwrite');
        await Promise.all([store.put(known, HEAD), store.put({ state, told }, REST), done]);
      } catch (error) {
        throw new Error(whyNotKept(error));
      }
    },
    async remove() {
      await (await open()).clear(SFT);
    },
  };
}
