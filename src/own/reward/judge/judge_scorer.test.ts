import { afterEach, describe, expect, it } from 'vitest';
import type { JudgeEnvironment } from '../../../judge/client.ts';
import {
  type FakeReply,
  type FakeRequest,
  type FakeServer,
  fakeServer,
  judging,
  SILENT,
  saying,
} from '../../../judge/fake_server.ts';
import { parseJudgeSettings } from '../../../judge/settings.ts';
import type { ResponseScorer, ResponseToRate } from '../response_scorer.ts';
import type { JudgeSpending } from './budget.ts';
import { type JudgeReward, JudgeScorer } from './judge_scorer.ts';

let server: FakeServer;
let scorer: ResponseScorer;
let spendings: JudgeSpending[] = [];
let clock = 0;
let slept: number[] = [];
afterEach(async () => {
  scorer.close();
  await server.close();
  spendings = [];
  slept = [];
  clock = 0;
});

/** Time passes in sleep alone. */
const environment: JudgeEnvironment = {
  random: () => 1,
  sleep: async (ms) => {
    slept.push(ms);
    clock += ms;
  },
};
const limits = {
  prices: { pricePerMillionInput: 10, pricePerMillionOutput: 100 },
  priceCap: 100,
  requestsPerMinute: 1e6,
};

async function opened(behaviour: (request: FakeRequest) => FakeReply, reward: Partial<JudgeReward> = {}) {
  server = await fakeServer(behaviour);
  const settings = parseJudgeSettings({
    endpoint: server.url,
    model: 'judge-7b',
    parallel: 2,
    retries: 0,
    stopAfter: 2,
    maxAnswerTokens: 16,
  });
  scorer = new JudgeScorer({
    settings,
    limits,
    neighbours: 8,
    environment,
    now: () => clock,
    onSpending: (spending) => spendings.push(spending),
    ...reward,
  });
  return scorer;
}
/** The longer answer is better. */
const preferLong = judging((a, b) => (a.length === b.length ? 'tie' : a.length > b.length ? 'A' : 'B'));
const answers = (...texts: string[]): ResponseToRate[] =>
  texts.map((response) => ({ prompt: 'Tell me.', response, meta: {}, ended: true, tokens: 1 }));

describe('a judge as the reward', () => {
  it('gives each answer its share of wins, in both orders of each pair', async () => {
    await opened(preferLong);
    expect(await scorer.score(answers('a', 'bbb', 'cc', 'ddd'))).toEqual([0, 2.5 / 3, 1 / 3, 2.5 / 3]);
    // Six pairs, two orders.
    expect(server.requests).toHaveLength(12);
    expect(spendings.at(-1)).toMatchObject({
      requests: 12,
      inputTokens: 1200,
      outputTokens: 120,
      judged: 6,
      known: 0,
      failed: 0,
    });
    expect(spendings.at(-1)!.price).toBeCloseTo(0.012 + 0.012, 12);
  });

  it('asks nothing that it knows, in whichever order, and nothing about equal answers', async () => {
    await opened(preferLong);
    expect(await scorer.score(answers('a', 'bbb'))).toEqual([0, 1]);
    expect(await scorer.score(answers('bbb', 'a'))).toEqual([1, 0]);
    expect(await scorer.score(answers('a', 'a', 'bbb'))).toEqual([0.25, 0.25, 1]);
    expect(server.requests).toHaveLength(2);
    expect(spendings.at(-1)).toMatchObject({ judged: 1, known: 4 });
  });

  it('tells the judge what makes an answer better', async () => {
    await opened(preferLong, { criteria: 'The better story mentions a dog.' });
    await scorer.score(answers('a', 'bbb'));
    expect(server.requests[0].body.messages[0].content).toContain('\nThe better story mentions a dog.\n');
  });

  it('one answer to a prompt meets the references, or has nothing to be compared with', async () => {
    await opened(preferLong, { references: () => ['bb', 'dddd'] });
    expect(await scorer.score(answers('ccc'))).toEqual([0.5]);
    scorer.close();
    await server.close();
    await opened(preferLong);
    await expect(scorer.score(answers('ccc'))).rejects.toThrow(
      'response 1 has nothing to be compared with (expected several to its prompt)',
    );
  });
});

describe('its limits', () => {
  it('nothing is asked that could pass the price cap, and what was judged stays known', async () => {
    const most = (count: number) => ({ limits: { ...limits, priceCap: count } });
    await opened(preferLong, most(0.05));
    await expect(scorer.score(answers('a', 'bb', 'ccc', 'dddd', 'eeeee'))).rejects.toThrow(
      /^the next comparisons could pass the price cap of 0\.05: 0\.0\d+ was spent on \d+ requests, and they may take 0\.0\d+$/,
    );
    const { price, judged } = spendings.at(-1)!;
    expect(judged).toBeGreaterThan(0);
    expect(price).toBeLessThanOrEqual(0.05);
    expect(server.requests.length).toBeLessThan(20);
    const { length } = server.requests;
    expect(await scorer.score(answers('a', 'bb'))).toEqual([0, 1]);
    expect(server.requests).toHaveLength(length);
  });

  it('a cap of 0 asks nothing, unless it is free', async () => {
    await opened(preferLong, { limits: { ...limits, priceCap: 0 } });
    await expect(scorer.score(answers('a', 'bb'))).rejects.toThrow('price cap of 0');
    expect(server.requests).toEqual([]);
    scorer.close();
    await server.close();
    const free = { pricePerMillionInput: 0, pricePerMillionOutput: 0 };
    await opened(preferLong, { limits: { ...limits, prices: free, priceCap: 0 } });
    expect(await scorer.score(answers('a', 'bb'))).toEqual([0, 1]);
  });

  it('tokens that a server does not report are estimated, at most', async () => {
    await opened(({ body }) => ({
      body: { choices: [{ message: { content: body.messages.length > 1 ? 'Verdict: A' : '' } }] },
    }));
    await scorer.score(answers('a', 'bb'));
    expect(spendings.at(-1)).toMatchObject({ outputTokens: 32 });
    expect(spendings.at(-1)!.inputTokens).toBeGreaterThan(100);
  });

  it('no more requests a minute than allowed', async () => {
    await opened(preferLong, { limits: { ...limits, requestsPerMinute: 4 } });
    await scorer.score(answers('a', 'bb', 'ccc', 'dddd'));
    expect(server.requests).toHaveLength(12);
    // Four at once, three times.
    expect(slept).toEqual([60_000, 60_000]);
  });
});

describe('faults', () => {
  it('a judge that fails is the reward’s problem, in its words', async () => {
    await opened(() => ({ status: 500, body: { error: { message: 'out of memory' } } }));
    await expect(scorer.score(answers('a', 'bb', 'ccc'))).rejects.toThrow(
      /keeps failing \(500\), saying “out of memory”/,
    );
  });

  it('a comparison without a verdict is left out', async () => {
    await opened((request) =>
      request.body.messages[1].content.includes('<response_A>\na\n</response_A>\n\n<response_B>\nccc\n')
        ? saying('Hard to say.')
        : preferLong(request),
    );
    // a meets bb alone, and so does ccc.
    expect(await scorer.score(answers('ccc', 'bb', 'a'))).toEqual([1, 0.5, 0]);
    expect(spendings.at(-1)).toMatchObject({ judged: 2, failed: 1 });
  });

  it('closing it ends what is under way', async () => {
    await opened(() => SILENT);
    const waiting = scorer.score(answers('a', 'bb'));
    await expect.poll(() => server.inFlight()).toBeGreaterThan(0);
    scorer.close();
    await expect(waiting).rejects.toThrow('the judge is no longer in use');
    await expect(scorer.score(answers('a', 'bb'))).rejects.toThrow('the judge is no longer in use');
  });
});
