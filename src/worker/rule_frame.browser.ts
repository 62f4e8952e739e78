// A rule in a real frame. What it may not do is tested against servers that would let it: `e2e/own_reward.spec.ts`.
import { afterEach, expect, it } from 'vitest';
import type { ResponseScorer, ResponseToRate } from '../own/reward/response_scorer.ts';
import { ruleInFrame } from './rule_frame.ts';

let opened: ResponseScorer[] = [];
afterEach(() => {
  for (const scorer of opened) scorer.close();
  opened = [];
  expect(document.querySelectorAll('iframe')).toHaveLength(0);
});
const ruled = (text: string) => {
  const scorer = ruleInFrame(text);
  opened.push(scorer);
  return scorer;
};
const saying = (response: string): ResponseToRate => ({
  prompt: 'p',
  response,
  meta: { n: 2 },
  ended: true,
  tokens: 1,
});
const three = ['a', 'bb', 'ccc'].map(saying);

it('rates every response in order, in one frame that stays', async () => {
  const scorer = ruled('({ response, meta }) => meta.n * response.length');
  expect(await scorer.score(three)).toEqual([2, 4, 6]);
  const frame = document.querySelector('iframe');
  expect(await scorer.score(three.slice(1))).toEqual([4, 6]);
  expect(document.querySelector('iframe')).toBe(frame);
});

it('a syntax error stands where it is in the text', async () => {
  await expect(ruled('({ response }) => {\n  return 1 +* 2;\n}').score(three)).rejects.toMatchObject({
    message: expect.stringMatching(/^SyntaxError: .*\*/),
    problem: { line: 2, column: 13 },
  });
});

it('an error thrown names response and place', async () => {
  await expect(
    ruled('({ response }) =>\n  response === "bb" ? nothing : 1').score(three),
  ).rejects.toMatchObject({
    message: 'response 2: nothing is not defined (line 2, column 23 of the rule)',
    problem: { response: 1, line: 2, column: 23 },
  });
});

it('a rule without chance and clock, in strict mode', async () => {
  for (const text of [
    '() => Math.random()',
    '() => Date.now()',
    '() => performance.now()',
    '() => { n = 1; return n; }',
  ])
    await expect(ruled(text).score(three)).rejects.toThrow(/^response 1: /);
});

it('a loop without end is ended with its frame while the page goes on, and the next call begins anew', async () => {
  const scorer = ruled('({ response }) => { while (response === "bb"); return response.length; }');
  let ticks = 0;
  const timer = setInterval(() => ticks++, 10);
  await expect(scorer.score(three)).rejects.toThrow(
    'took longer than 250 ms for 3 responses: ended at response 2',
  );
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(1);
  expect(document.querySelectorAll('iframe')).toHaveLength(0);
  expect(await scorer.score([three[0], three[2]])).toEqual([1, 3]);
});

it('a frame that was taken away is replaced', async () => {
  const scorer = ruled('({ response }) => response.length');
  expect(await scorer.score(three)).toEqual([1, 2, 3]);
  document.querySelector('iframe')!.remove();
  expect(await scorer.score(three)).toEqual([1, 2, 3]);
});
