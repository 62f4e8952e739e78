// What the browser keeps for the page, read past the page itself.
import type { Page } from '@playwright/test';

/** Keys and values of some stores of the page's database, in the order of the keys. */
export const keptIn = <Stores>(
  page: Page,
  ...names: (keyof Stores & string)[]
): Promise<{ [Name in keyof Stores]: [key: IDBValidKey, value: Stores[Name]][] }> =>
  page.evaluate(async (stores) => {
    const answerOf = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await answerOf(indexedDB.open('brain-playground'));
    const transaction = database.transaction(stores);
    const entries = await Promise.all(
      stores.map(async (name) => {
        const store = transaction.objectStore(name);
        const [keys, values] = await Promise.all([answerOf(store.getAllKeys()), answerOf(store.getAll())]);
        return [name, keys.map((key, i) => [key, values[i]])];
      }),
    );
    database.close();
    return Object.fromEntries(entries);
  }, names);
