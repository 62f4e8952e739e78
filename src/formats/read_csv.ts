// Comma-separated values (RFC 4180) that nobody vouches for, as cells of text.

/** Rows of cells; an empty last line is none. Throws a sentence on quotes that are not closed or stand elsewhere. */
export function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  const wrong = (expected: string) =>
    new Error(`invalid CSV: line ${rows.length + 1}, cell ${row.length + 1} (expected ${expected})`);
  while (at < text.length) {
    let cell: string;
    if (text[at] === '"') {
      const { value, end } = quotedCell(text, at + 1);
      if (end < 0) throw wrong('closed quotes');
      [cell, at] = [value, end];
    } else {
      const length = text.slice(at).search(/[,\r\n]|$/);
      cell = text.slice(at, at + length);
      if (cell.includes('"')) throw wrong('quotes around a whole cell');
      at += length;
    }
    row.push(cell);
    const [next] = /^(?:,|\r\n|\n|\r|$)/.exec(text.slice(at, at + 2)) ?? [];
    if (next === undefined) throw wrong('a comma or a new line after quotes');
    at += next.length;
    if (next === ',' && at < text.length) continue;
    if (next === ',') row.push('');
    rows.push(row);
    row = [];
  }
  return rows;
}

/** @param from behind the opening quote. `end` is behind the closing one, -1 without one. */
function quotedCell(text: string, from: number): { readonly value: string; readonly end: number } {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return { value: text.slice(from, at).replaceAll('""', '"'), end: at + 1 };
  return { value: '', end: -1 };
}
