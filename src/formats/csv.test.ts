import { describe, expect, it } from 'vitest';
import { csvText } from './csv.ts';

describe('a CSV', () => {
  it('quotes what a separator, a quote or a line break would break', () => {
    expect(
      csvText([
        ['a', 'b,c', 'say "x"'],
        [-1, undefined, 'two\nlines'],
        ['a;=1+1', 'b\t=1+1', 2],
      ]),
    ).toBe('a,"b,c","say ""x"""\r\n-1,,"two\nlines"\r\n"a;=1+1","b\t=1+1",2\r\n');
  });

  it.each([...'=+-@\t\r\n＝＋－＠'])('disarms a text that begins with %j', (start) => {
    const [, text] = /^"?(.*?)"?\r\n$/s.exec(csvText([[`${start}1+cmd|' /C calc'!A0`]]))!;
    expect(text).toBe(`'${start}1+cmd|' /C calc'!A0`);
  });

  it('leaves numbers alone, those below 0 too', () => {
    expect(csvText([[-1.5, -1e-7, 0, 12]])).toBe('-1.5,-1e-7,0,12\r\n');
  });
});
