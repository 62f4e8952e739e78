// The name that somebody meant: one they know by another word, or one that few changes of a letter lead to.
import { OTHER_NAMES } from './vocabulary.ts';

/** Damerau-Levenshtein distance with adjacent transpositions (Damerau 1964): inserted, missing, wrong or swapped letters. */
function changesBetween(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const wrong = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + wrong);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], rows[i - 2][j - 2] + 1);
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}

/** Undefined where no known name is near. */
export function closestName(typed: string, known: readonly string[]): string | undefined {
  const name = typed.toLowerCase().replaceAll('_', '');
  if (known.includes(name)) return name;
  if (Object.hasOwn(OTHER_NAMES, name) && known.includes(OTHER_NAMES[name])) return OTHER_NAMES[name];
  if (name.length < 3) return undefined;
  const near = known
    .map((other) => ({ other, changes: changesBetween(name, other) }))
    .filter(({ other, changes }) => changes <= Math.max(1, Math.floor(other.length / 3)))
    .sort((a, b) => a.changes - b.changes);
  return near[0]?.other;
}
