// The browser's small stores of texts, for all tabs and for this one. They may be forbidden, full or cleared at any time,
// and even to name them may throw. Nothing else touches them. What they do not keep lasts for this visit.

/** For all tabs and later visits, or for this tab alone. */
export type StoredIn = 'browser' | 'tab';

const duringVisit = new Map<string, string>();
const storeOf = (where: StoredIn): Storage => (where === 'tab' ? sessionStorage : localStorage);
const nameOf = (key: string, where: StoredIn) => `${where} ${key}`;

/** Undefined where nothing is stored, or nothing may be read. */
export function readText(key: string, where: StoredIn = 'browser'): string | undefined {
  const known = duringVisit.get(nameOf(key, where));
  try {
    return storeOf(where).getItem(key) ?? known;
  } catch {
    return known;
  }
}

/** Returns false if the text will not outlive the tab. */
export function writeText(key: string, text: string, where: StoredIn = 'browser'): boolean {
  duringVisit.set(nameOf(key, where), text);
  try {
    storeOf(where).setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

export function removeText(key: string, where: StoredIn = 'browser'): void {
  duringVisit.delete(nameOf(key, where));
  try {
    storeOf(where).removeItem(key);
  } catch {
    // Nothing is stored where storage is forbidden.
  }
}
