// Comma-separated values (RFC 4180) that a spreadsheet reads as what they are.

export type Cell = string | number | undefined;

/** What a spreadsheet takes for the start of a formula (OWASP, CSV injection), full-width twins included. */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/;
/** A semicolon or a tab separates cells in other locales, where the rest would begin a cell of its own. */
const NEEDS_QUOTES = /[",;\t\r\n]/;

/** Numbers are no formulas, so they stay numbers. */
function cellText(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA_START.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvText = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
