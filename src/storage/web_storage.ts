// The browser's small store of texts. It may be forbidden, full or cleared at any time, and even to name it may throw.
// Nothing else touches it. What it does not keep lasts for this visit.

const duringVisit = new Map<string, string>();

/** Undefined where nothing is stored, or nothing may be read. */
export function readText(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? duringVisit.get(key);
  } catch {
    return duringVisit.get(key);
  }
}

/** Returns false if the text will not outlive the tab. */
export function writeText(key: string, text: string): boolean {
  duringVisit.set(key, text);
  try {
    localStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}
