import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TASK_NAMES, type Verdict } from '../tasks/task.ts';
import { judgeMessages, parseVerdict, swappedVerdict } from './prompts.ts';

describe('what the judge is asked', () => {
  const messages = (task: (typeof TASK_NAMES)[number]) =>
    judgeMessages({ task, prompt: 'the prompt', first: 'the first', second: 'the second' });

  it.each(TASK_NAMES)('%s: holds the prompt and both responses, A first', (task) => {
    const [system, user] = messages(task);
    expect(system.role).toBe('system');
    expect(system.content).toContain('"Verdict: A", "Verdict: B" or "Verdict: tie"');
    expect(user.content).toMatch(/the prompt.*response_A>\nthe first\n.*response_B>\nthe second\n/s);
  });

  it('differs by the kind of task', () => {
    const systems = ['tldr', 'dialog', 'sentiment', 'strings'] as const;
    expect(new Set(systems.map((task) => messages(task)[0].content)).size).toBe(4);
  });

  it('is no verdict if a model repeats it', () => {
    for (const { content } of messages('tldr')) expect(parseVerdict(content)).toBeUndefined();
  });

  it('swapping twice changes nothing', () => {
    expect((['A', 'B', 'tie'] as const).map(swappedVerdict)).toEqual(['B', 'A', 'tie']);
  });
});

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

  it('of a long answer is read in linear time', () => {
    // At a quadratic cost this would take hours.
    const answer = `${'<think>'.repeat(1_000_000)}${'verdict '.repeat(500_000)}${'('.repeat(500_000)}`;
    expect(parseVerdict(answer)).toBeUndefined();
    expect(parseVerdict(`${'verdict '.repeat(500_000)}${'('.repeat(500_000)}`)).toBeUndefined();
  });
});
