import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvText } from './csv.ts';
import { readCsv } from './read_csv.ts';

test('cells, quotes, and every kind of line end', () => {
  expect(readCsv('a,b\r\n1,"x, ""y""\nz"\n,\r"",2')).toEqual([
    ['a', 'b'],
    ['1', 'x, "y"\nz'],
    ['', ''],
    ['', '2'],
  ]);
  expect(readCsv('')).toEqual([]);
  expect(readCsv('a,')).toEqual([['a', '']]);
});

test('reads what is written', () => {
  // A text that could be a formula is written with an apostrophe before it.
  const cell = fc.string().filter((text) => !/^[=+\-@\t\r\n＝＋－＠]/.test(text));
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 5 }), (rows) => {
      const quoted = rows.map((row) => row.map((text) => (text === '' ? ' ' : text)));
      expect(readCsv(csvText(quoted))).toEqual(quoted);
    }),
  );
});

test.each([
  ['a,"b', 'line 1, cell 2 (expected closed quotes)'],
  ['a\nb"c', 'line 2, cell 1 (expected quotes around a whole cell)'],
  ['"a"b', 'line 1, cell 2 (expected a comma or a new line after quotes)'],
])('refuses %j', (text, reason) => {
  expect(() => readCsv(text)).toThrow(`invalid CSV: ${reason}`);
});
