import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tasks } from '../tasks/index.ts';
import { generatePreferences } from '../tasks/preferences.ts';
import { formatPreferences, parsePreferences } from './preferences.ts';

const { strings, tldr } = tasks;
const line = (fields: object) => JSON.stringify(fields);
const good = line({ prompt: '', chosen: 'a b c d', rejected: 'd c b a' });
const problemsOf = (text: string, task = strings) => {
  const parsed = parsePreferences(text, task);
  if ('preferences' in parsed) throw new Error('expected problems');
  return parsed.problems;
};

describe('preference lines', () => {
  it.each([strings, tldr])('survive writing and reading: $name', (task) => {
    const preferences = generatePreferences({ task, count: 200, noise: 1, seed: 3 });
    expect(parsePreferences(formatPreferences(preferences, task), task)).toEqual({ preferences });
  });

  it('pass over blank lines, and take the only prompt without its text', () => {
    const parsed = parsePreferences(`\uFEFF\n${good}\r\n\n`, strings);
    expect(parsed).toMatchObject({ preferences: [{ prompt: strings.prompts('train')[0] }] });
    expect(parsePreferences(`\uFEFF${good}`, strings)).toEqual(parsed);
  });

  it.each([
    ['{"prompt": ', 'not JSON: {"prompt":'],
    ['3', 'invalid line: 3 (expected an object with prompt, chosen and rejected)'],
    [`[${good}]`, 'invalid line: (array) (expected an object with prompt, chosen and rejected)'],
    [line({ prompt: '', chosen: 'a b c d' }), 'rejected is missing'],
    [line({ prompt: '', chosen: 3, rejected: 'a b c d' }), 'invalid chosen: 3 (expected text)'],
    [
      line({ prompt: '', chosen: 'a b c d', rejected: 'a a a a', score: 1 }),
      'unknown field: score (expected prompt, chosen, rejected)',
    ],
    [line({ prompt: '', chosen: ' ', rejected: 'a b c d' }), 'invalid chosen: (empty) (expected a response)'],
    [
      line({ prompt: '', chosen: 'a b c z', rejected: 'a b c d' }),
      'invalid chosen: unknown word: "z" at position 3',
    ],
    [line({ prompt: '', chosen: 'a b c d', rejected: 'a b c' }), 'invalid rejected: 3 words (expected 4)'],
    [
      line({ prompt: '', chosen: 'a b c d e', rejected: 'a b c d' }),
      'invalid chosen: 5 words (expected at most 4)',
    ],
    [line({ prompt: '', chosen: 'a b c d', rejected: 'a b  c d' }), 'chosen and rejected are the same'],
    [
      line({ prompt: 'hello', chosen: 'a b c d', rejected: 'a b c a' }),
      'unknown prompt: hello (expected one of',
    ],
  ])('with a problem are named by number: %s', (text, message) => {
    const [problem, ...others] = problemsOf(`${good}\n\n${text}\n${good}`);
    expect(problem.line).toBe(3);
    expect(problem.message).toContain(message);
    expect(others).toEqual([]);
  });

  it('of a post that is not the task’s are refused with the reason', () => {
    const text = line({ prompt: 'my dog ate', chosen: 'someone did it .', rejected: 'my dog did it .' });
    expect(problemsOf(text, tldr)[0].message).toContain('the facts are not known');
  });

  it('that are none at all are a problem, and a flood is counted', () => {
    expect(problemsOf(' \n\n')).toEqual([
      { line: 1, message: 'no preferences (expected one JSON object a line)' },
    ]);
    const many = problemsOf('x\n'.repeat(80));
    expect(many).toHaveLength(51);
    expect(many[50].message).toBe('and 30 more lines with problems');
  });

  it('are quoted within bounds', () => {
    const [{ message }] = problemsOf(line({ prompt: '', chosen: 'x'.repeat(100_000), rejected: 'a b c d' }));
    expect(message).toContain('unknown word: "xxx');
    expect(message.length).toBeLessThan(300);
  });

  it.each([strings, tldr])('never throw, whatever is pasted: $name', (task) => {
    const [{ text: own }] = task.prompts('train');
    const words = fc.array(fc.nat(task.tokenizer.vocabSize - 1), { maxLength: 20 });
    const response = fc.oneof(
      fc.string(),
      words.map((ids) => ids.map((id) => task.tokenizer.piece(id)).join(' ')),
    );
    const prompt = fc.oneof(fc.string(), fc.constant(own));
    const soup = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ prompt, chosen: response, rejected: response }).map((one) => line(one)),
    );
    fc.assert(
      fc.property(fc.array(soup), (lines) => {
        const parsed = parsePreferences(lines.join('\n'), task);
        expect('problems' in parsed ? parsed.problems.length : parsed.preferences.length).toBeGreaterThan(0);
      }),
    );
  });
});
