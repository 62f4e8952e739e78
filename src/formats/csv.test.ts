import { expect, it } from 'vitest';
import { csvText } from './csv.ts';

it('quotes what a comma, a quote or a line break would break, and leaves blanks blank', () => {
  expect(
    csvText([
      ['a', 'b,c', 'say "x"'],
      [1, undefined, 'two\nlines'],
    ]),
  ).toBe('a,"b,c","say ""x"""\n1,,"two\nlines"\n');
});
