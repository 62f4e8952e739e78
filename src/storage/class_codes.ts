// Keeps the result codes of a class in IndexedDB until the teacher forgets them. All rejections have a reason in words.
import { CLASS_CODES, type Database, database } from './database.ts';
import { whyNotKept } from './trouble.ts';

export interface ClassCodes {
  /** In the order in which they came. */
  load(): Promise<string[]>;
  add(codes: readonly string[]): Promise<void>;
  remove(code: string): Promise<void>;
  forget(): Promise<void>;
}

async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new Error(whyNotKept(error));
  }
}

/** A record's key is a code, its value a place in the order. */
export function browserClassCodes(open: Database = database): ClassCodes {
  const load = async () => {
    const db = await open();
    const [codes, places] = await Promise.all([db.getAllKeys(CLASS_CODES), db.getAll(CLASS_CODES)]);
    return codes
      .map((code, at) => ({ code: String(code), place: Number(places[at]) }))
      .sort((a, b) => a.place - b.place)
      .map(({ code }) => code);
  };
  const add = async (codes: readonly string[]) => {
    const { store, done } = (await open()).transaction(CLASS_CODES, 'readwrite');
    const places = (await store.getAll()).map(Number);
    let place = Math.max(0, ...places);
    for (const code of codes) await store.put(++place, code);
    await done;
  };
  return {
    load: () => told(load()),
    add: (codes) => told(add(codes)),
    remove: (code) => told(open().then((db) => db.delete(CLASS_CODES, code))),
    forget: () => told(open().then((db) => db.clear(CLASS_CODES))),
  };
}
