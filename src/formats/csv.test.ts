import { expect, it } from 'vitest';
import { csvText } from './csv.ts';

it('quotes what a comma, a quote or a line break would break, and disarms formulas', () => {
  expect(
    csvText([
      ['a', 'b,c', 'say "x"'],
      [-1, undefined, 'two\nlines'],
      ['=1+1', '-x', 2],
    ]),
  ).toBe('a,"b,c","say ""x"""\r\n-1,,"two\nlines"\r\n\'=1+1,\'-x,2\r\n');
});
