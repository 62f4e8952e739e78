import { expect, it } from 'vitest';
import type { judgeAll } from '../../../judge/ask.ts';
import { parseJudgeSettings } from '../../../judge/settings.ts';
import { type PairResult, totalsOf } from '../../../judge/totals.ts';
import type { JudgeReward } from './judge_scorer.ts';
import { judgeOf, openJudge } from './judges_of_visit.ts';

let requests = 0;
/** The longer answer is better; 100 tokens in and 10 out a request. */
const preferLong: typeof judgeAll = async (pairs) => {
  const results = pairs.map(({ first, second }): PairResult => {
    const verdict = first.length > second.length ? 'A' : 'B';
    return { state: 'judged', verdict, orders: [verdict, verdict] };
  });
  const asked = 2 * pairs.length;
  requests += asked;
  const spent = { requests: asked, promptTokens: 100 * asked, completionTokens: 10 * asked };
  return { results, totals: totalsOf(results, spent, 0, 1), cancelled: false };
};
const reward = (priceCap: number, model = 'm'): JudgeReward => ({
  settings: parseJudgeSettings({ endpoint: 'http://localhost:1/v1', model, maxAnswerTokens: 16 }),
  limits: {
    prices: { pricePerMillionInput: 10_000, pricePerMillionOutput: 0 },
    priceCap,
    requestsPerMinute: 1e6,
  },
  neighbours: 1,
  ask: preferLong,
});
const answers = (...texts: string[]) =>
  texts.map((response) => ({ prompt: 'p', response, meta: {}, ended: true, tokens: 1 }));

it('a try and a run share what was judged and what was spent, and a cap that is raised lets both go on', async () => {
  const trial = openJudge(reward(6));
  expect(await trial.score(answers('a', 'bbb'))).toEqual([0, 1]);
  trial.close();
  const run = openJudge(reward(6));
  expect(await run.score(answers('bbb', 'a'))).toEqual([1, 0]);
  expect(requests).toBe(2); // one pair, in both orders
  await expect(run.score(answers('cc', 'dddd', 'eeeeee'))).rejects.toThrow(
    'the next comparisons could pass the price cap of 6: 2.0000 was spent on 2 requests',
  );
  judgeOf(reward(1000));
  expect(await run.score(answers('cc', 'dddd', 'eeeeee'))).toEqual([0, 0.5, 1]);
  expect(judgeOf(reward(1000)).spent.price).toBeCloseTo(8, 9);
  expect(judgeOf(reward(1000, 'another')).spent.requests).toBe(0);
});

it('one that is closed stops alone', async () => {
  const [first, second] = [openJudge(reward(1000, 'two')), openJudge(reward(1000, 'two'))];
  first.close();
  await expect(first.score(answers('a', 'bb'))).rejects.toThrow('the judge is no longer in use');
  expect(await second.score(answers('a', 'bb'))).toEqual([0, 1]);
});

it('an answer with one to be compared with meets that alone', async () => {
  const scorer = openJudge(reward(1000, 'three'));
  const [long, short] = answers('aaaa', 'b');
  const against = [long, short].map((one) => ({ ...one, against: 'cc' }));
  expect(await scorer.score([...against, ...answers('x', 'yy')])).toEqual([1, 0, 0, 1]);
});
