// Codes of a class on a real IndexedDB: in their order, beside another tab's, until they are forgotten.
import { afterEach, expect, it } from 'vitest';
import { browserClassCodes } from './class_codes.ts';
import { browserDatabase } from './database.ts';

const NAME = `class ${Math.random()}`;
afterEach(() => {
  indexedDB.deleteDatabase(NAME);
});

it('keeps codes in the order in which they came, whichever tab took them, until they are forgotten', async () => {
  const [one, other] = [browserDatabase(NAME), browserDatabase(NAME)].map(browserClassCodes);
  await one.add(['B', 'C']);
  await other.add(['A']);
  await one.add(['D']);
  expect(await other.load()).toEqual(['B', 'C', 'A', 'D']);
  await other.remove('C');
  expect(await one.load()).toEqual(['B', 'A', 'D']);
  await one.forget();
  expect(await other.load()).toEqual([]);
});

it('says why nothing is kept', async () => {
  const full = () => Promise.reject(new DOMException('', 'QuotaExceededError'));
  await expect(browserClassCodes(full).add(['A'])).rejects.toThrow('its storage is full');
});
