// Comma-separated values (RFC 4180) that a spreadsheet reads as what they are.

export type Cell = string | number | undefined;

// Spreadsheets read a leading =, +, - or @ as a formula; numbers stay numbers.
function cellText(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvText = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
