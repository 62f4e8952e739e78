import { afterEach, describe, expect, it } from 'vitest';
import type { ResponseScorer, ResponseToRate } from '../../src/own/reward/response_scorer.ts';
import { ruleInThread } from './rule_in_thread.ts';

let opened: ResponseScorer[] = [];
afterEach(() => {
  for (const scorer of opened) scorer.close();
  opened = [];
});
const ruled = (text: string) => {
  const scorer = ruleInThread(text);
  opened.push(scorer);
  return scorer;
};
const saying = (response: string, rest: Partial<ResponseToRate> = {}): ResponseToRate => ({
  prompt: 'p',
  response,
  meta: {},
  ended: true,
  tokens: response.split(' ').length,
  ...rest,
});
const three = ['a', 'bb', 'ccc'].map((text) => saying(text));
/** What a call fails with. */
const failure = (text: string, responses: readonly ResponseToRate[] = three) =>
  ruled(text)
    .score(responses)
    .then(
      () => undefined,
      ({ message, problem }) => ({ ...problem, message }),
    );

describe('a rule in a thread', () => {
  it('rates every response in order, again and again', async () => {
    const scorer = ruled('({ response }) => response.length;\n');
    expect(await scorer.score(three)).toEqual([1, 2, 3]);
    expect(await scorer.score([...three].reverse())).toEqual([3, 2, 1]);
    expect(await scorer.score([])).toEqual([]);
    expect(await Promise.all([scorer.score(three.slice(1)), scorer.score(three)])).toEqual([
      [2, 3],
      [1, 2, 3],
    ]);
  });

  it('sees prompt, meta, ended and tokens, and may be a named function over several lines', async () => {
    const text = `function rule({ prompt, meta, ended, tokens }) {
      // meta is the line's other columns
      return prompt.length + 10 * meta.stars[0] + (ended ? 100 : 0) + 1000 * tokens;
    }`;
    const responses = [
      saying('a b', { prompt: 'xyz', meta: { stars: [4] } }),
      saying('', { meta: { stars: [0] }, ended: false, tokens: 0 }),
    ];
    expect(await ruled(text).score(responses)).toEqual([2143, 1]);
  });

  it.each([
    [
      '({ response }) => response === "bb" ? NaN : 1',
      'reward of response 2 is NaN (expected a finite number)',
      1,
    ],
    [
      '({ response }) => 1 / (response.length - 3)',
      'reward of response 3 is Infinity (expected a finite number)',
      2,
    ],
    ['() => "1"', 'reward of response 1 is "1" (expected a finite number)', 0],
    ['() => true', 'reward of response 1 is true (expected a finite number)', 0],
    ['async () => 1', 'reward of response 1 is a promise (expected a finite number)', 0],
    ['() => {}', 'reward of response 1 is undefined (expected a finite number)', 0],
    [
      '(() => { let n = 0; return () => n++; })()',
      'reward of response 1 is 0, then 3 (expected the same each time)',
      0,
    ],
  ])('%s: %s', async (text, message, response) => {
    expect(await failure(text)).toMatchObject({ message, response });
  });

  it.each([
    ['() => Math.random()', /Math\.random differs from call to call/],
    ['() => Date.now()', /the time differs from call to call/],
    ['() => +new Date()', /the time differs from call to call/],
    ['() => eval("1")', /Code generation from strings disallowed/],
    ['() => process.exit()', /process is not defined/],
    ['() => require("fs")', /require is not defined/],
    ['() => performance.now()', /performance differs from call to call/],
    ['() => { count = 1; return count; }', /count is not defined/],
  ])('%s is refused', async (text, message) => {
    expect(await failure(text)).toMatchObject({
      message: expect.stringMatching(message),
      response: 0,
      line: 1,
    });
  });

  it('reads a date that a text gives', async () => {
    expect(
      await ruled('({ response }) => Date.parse(response) - new Date("2020-01-01")').score([
        saying('2020-01-02'),
      ]),
    ).toEqual([86_400_000]);
  });

  it.each([
    ['({ response }) => {\n  return 1 +* 2;\n}', 2, 13],
    ['({ response }) => {\n  return 1;\n', 2, 11],
    ['=> 1', 1, 1],
  ])('a syntax error of %j stands at line %i, column %i', async (text, line, column) => {
    expect(await failure(text)).toMatchObject({
      message: expect.stringMatching(/^SyntaxError: .* \(line \d+, column \d+ of the rule\)$/),
      line,
      column,
    });
  });

  it('an error thrown stands where it was thrown', async () => {
    expect(await failure('({ response, meta }) =>\n  response.length +\n  meta.stars[1]')).toMatchObject({
      response: 0,
      line: 3,
      column: 13,
      message: expect.stringMatching(/^response 1: .*undefined.* \(line 3, column 13 of the rule\)$/),
    });
  });

  it('what is no function is named', async () => {
    expect(await failure('42')).toMatchObject({
      message: expect.stringMatching(/^the rule is 42 \(expected a function/),
    });
    expect(await failure(' \n')).toMatchObject({ message: expect.stringMatching(/^SyntaxError/), line: 1 });
  });

  it('a loop without end is ended, names its response, and the next call begins anew', async () => {
    const scorer = ruled('({ response }) => { while (response === "bb"); return response.length; }');
    await expect(scorer.score(three)).rejects.toThrow(
      'the rule took longer than 250 ms for 3 responses: ended at response 2',
    );
    expect(await scorer.score([three[0], three[2]])).toEqual([1, 3]);
  });

  it('a rule that takes all memory is ended, and says so', async () => {
    const text = '({ response }) => { const all = []; for (;;) all.push(new Array(1e6).fill(response)); }';
    expect(await failure(text)).toMatchObject({
      message: expect.stringMatching(/needs more than 256 MB|took longer than 250 ms/),
    });
  });

  it('a closed one rates no more', async () => {
    const scorer = ruled('() => { for (;;); }');
    const waiting = scorer.score(three);
    scorer.close();
    await expect(waiting).rejects.toThrow('the rule is no longer in use');
    await expect(scorer.score(three)).rejects.toThrow('the rule is no longer in use');
  });
});
