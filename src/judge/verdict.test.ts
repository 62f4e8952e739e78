import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../tasks/task.ts';
import { parseVerdict } from './verdict.ts';

describe('the verdict of an answer', () => {
  it.each<[string, Verdict]>([
    ['Verdict: A', 'A'],
    ['Both are fine.\nVerdict: tie', 'tie'],
    ['**Verdict: B**', 'B'],
    ['**Verdict:** B', 'B'],
    ['### Verdict: **A**.', 'A'],
    ['- **Verdict**: `tie`', 'tie'],
    ['verdict : a', 'A'],
    ['VERDICT: TIE', 'tie'],
    ['Verdict: Tie.', 'tie'],
    ['Verdict: a tie', 'tie'],
    ['Verdict: "B"', 'B'],
    ['Verdict: [[A]]', 'A'],
    ['Verdict: Response B', 'B'],
    ['Verdict: A is better', 'A'],
    ['Verdict: B (it names the person).', 'B'],
    ['Final verdict: A', 'A'],
    ['The first names the person. Verdict: A', 'A'],
    ['Verdict:\n\nB', 'B'],
    ['Verdict: A\nOn second thoughts:\nVerdict: B', 'B'],
    ['Verdict: A\r\nThank you.', 'A'],
    ['A', 'A'],
    [' b. ', 'B'],
    ['They are alike.\n\nTie', 'tie'],
    ['[[B]]', 'B'],
    ['B wins.', 'B'],
    ['Verdict: (A)', 'A'],
    ['My final answer is [[A]].', 'A'],
    ['<think>Verdict: A? No.</think>Verdict: B', 'B'],
  ])('%j is %s', (answer, verdict) => {
    expect(parseVerdict(answer)).toBe(verdict);
  });

  it.each([
    '',
    'I cannot compare these.',
    'Verdict:',
    'Verdict: C',
    'Verdict: both',
    'Verdict: A or B',
    'Verdict: A and B are equal',
    'Verdict: A is worse',
    'Verdict: not A',
    'Verdict: "Verdict: A", "Verdict: B" or "Verdict: tie"',
    'Verdict: A\nVerdict: unclear',
    'I think A is better',
    'A\nB it is not',
    '[[A]] or [[B]]',
    'A tie would be unfair.',
    'Absolutely',
    '<think>Verdict: A',
    'Verdict: Apple',
  ])('%j has none', (answer) => {
    expect(parseVerdict(answer)).toBeUndefined();
  });

  const value = fc.constantFrom<Verdict>('A', 'B', 'tie');
  const decorated = (verdict: string) =>
    fc
      .tuple(
        fc.constantFrom('', ' ', '**', '> ', '## ', '- '),
        fc.constantFrom('Verdict', 'verdict', 'VERDICT', 'Final Verdict'),
        fc.constantFrom(':', ' :', ':**', ': '),
        fc.constantFrom(['', ''], ['[[', ']]'], ['**', '**'], ['"', '"'], ['[', ']'], ['`', '`']),
        fc.constantFrom('', '.', '**', ' ', '!\n\n'),
        fc.constantFrom(verdict, verdict.toLowerCase(), verdict.toUpperCase()),
      )
      .map(
        ([before, label, colon, [open, close], after, text]) =>
          `${before}${label}${colon} ${open}${text}${close}${after}`,
      );
  const prose = fc.string({ unit: 'grapheme' }).filter((text) => !/verdict|think>/i.test(text));

  it('is found after any prose, however it is written', () => {
    const answers = value.chain((verdict) => fc.tuple(fc.constant(verdict), prose, decorated(verdict)));
    fc.assert(
      fc.property(answers, ([verdict, text, line]) => {
        expect(parseVerdict(`${text}\n${line}`)).toBe(verdict);
      }),
    );
  });

  it('the last of several counts', () => {
    const line = value.chain((verdict) => fc.tuple(fc.constant(verdict), decorated(verdict)));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
        expect(parseVerdict(lines.map(([, text]) => text).join('\n'))).toBe(lines.at(-1)![0]);
      }),
    );
  });

  it('mirrored letters give the mirrored verdict', () => {
    const letters = fc.constantFrom(
      'A',
      'B',
      'tie',
      ' ',
      '\n',
      'Verdict',
      ':',
      '[[',
      ']]',
      '**',
      '.',
      'or',
      'is better',
      '(',
      ')',
    );
    const mirror = (text: string) => text.replace(/\b[AB]\b/g, (letter) => (letter === 'A' ? 'B' : 'A'));
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 12 }), (parts) => {
        // "A tie" is a tie with an article, which a mirror cannot know.
        const text = parts.join(' ');
        fc.pre(!/\bA\W*tie\b|\bB\W*tie\b/.test(text));
        const verdict = parseVerdict(text);
        expect(parseVerdict(mirror(text))).toBe(verdict === 'A' ? 'B' : verdict === 'B' ? 'A' : verdict);
      }),
      { numRuns: 1000 },
    );
  });

  it('of any text whatever is A, B, tie or none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(['A', 'B', 'tie', undefined]).toContain(parseVerdict(text));
      }),
    );
  });

  it('of a long answer is read at once', () => {
    const start = performance.now();
    parseVerdict(`${'<think>'.repeat(20_000)}${'verdict '.repeat(50_000)}${'('.repeat(50_000)}`);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
