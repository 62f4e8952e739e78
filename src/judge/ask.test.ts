import { afterEach, describe, expect, it, vi } from 'vitest';
import { combinedVerdict, type JudgeOptions, type JudgeProgress, judgeAll } from './ask.ts';
import type { JudgeEnvironment } from './client.ts';
import {
  type FakeReply,
  type FakeRequest,
  type FakeServer,
  fakeServer,
  judging,
  SILENT,
  saying,
} from './fake_server.ts';
import type { JudgePair } from './prompts.ts';
import { type JudgeSettingsInput, parseJudgeSettings } from './settings.ts';

let server: FakeServer;
let slept: number[] = [];
afterEach(async () => {
  vi.useRealTimers();
  slept = [];
  await server.close();
});

/** Does not wait, and notes how long it would have. */
const hasty: JudgeEnvironment = {
  random: () => 1,
  sleep: async (ms) => {
    slept.push(ms);
  },
};

const pairOf = (first: string, second: string): JudgePair => ({
  task: 'tldr',
  prompt: 'a post',
  first,
  second,
});
const same = (count: number) => Array.from({ length: count }, (_, i) => pairOf(`good ${i}`, `bad ${i}`));
const preferGood = judging((a, b) => {
  const [left, right] = [a.startsWith('good'), b.startsWith('good')];
  return left === right ? 'tie' : left ? 'A' : 'B';
});

async function judge(
  behaviour: (request: FakeRequest) => FakeReply,
  pairs: readonly JudgePair[],
  settings: Partial<JudgeSettingsInput> = {},
  options: JudgeOptions = {},
) {
  server = await fakeServer(behaviour);
  const parsed = parseJudgeSettings({ endpoint: server.url, model: 'judge-7b', parallel: 1, ...settings });
  return judgeAll(pairs, parsed, { environment: hasty, ...options });
}

describe('a good judge', () => {
  it('decides by content, in both orders', async () => {
    const pairs = [
      pairOf('good', 'bad'),
      pairOf('bad', 'good'),
      pairOf('bad', 'bad'),
      pairOf('good 1', 'bad'),
    ];
    const seen: JudgeProgress[] = [];
    const outcome = await judge(preferGood, pairs, {}, { onProgress: (progress) => seen.push(progress) });
    expect(outcome.results.map((result) => result.state === 'judged' && result.verdict)).toEqual([
      'A',
      'B',
      'tie',
      'A',
    ]);
    expect(outcome).toMatchObject({
      cancelled: false,
      totals: { wins: 2, losses: 1, ties: 1, failed: 0, unasked: 0, inconsistent: 0, malformed: 0 },
    });
    expect(outcome.totals).toMatchObject({ requests: 8, promptTokens: 800, completionTokens: 80 });
    expect(outcome.totals.seconds).toBeGreaterThan(0);
    expect(outcome.problem).toBeUndefined();
    expect(seen.map(({ index, done, total }) => [index, done, total])).toEqual(
      [0, 1, 2, 3].map((i) => [i, i + 1, 4]),
    );
    expect(seen[1].totals).toMatchObject({ wins: 1, losses: 1, requests: 4 });
  });

  it('is asked as the protocol wants it', async () => {
    await judge(preferGood, same(1), { apiKey: 'sk-1' });
    const [{ url, headers, body }] = server.requests;
    expect(url).toBe('POST /v1/chat/completions');
    expect(headers.authorization).toBe('Bearer sk-1');
    expect(headers['content-type']).toBe('application/json');
    expect(body).toMatchObject({ model: 'judge-7b', stream: false, max_tokens: 512, temperature: 0 });
    expect(body.messages.map(({ role }) => role)).toEqual(['system', 'user']);
  });

  it('gets no Authorization header without a key, and no request without pairs', async () => {
    await judge(preferGood, same(1));
    expect(server.requests[0].headers.authorization).toBeUndefined();
    await server.close();
    const outcome = await judge(preferGood, []);
    expect(outcome).toMatchObject({ results: [], cancelled: false, totals: { requests: 0 } });
  });

  it('that reports no tokens has none counted', async () => {
    const { totals } = await judge(
      () => ({
        body: { choices: [{ message: { content: 'Verdict: tie' } }], usage: { prompt_tokens: 'many' } },
      }),
      same(1),
    );
    expect(totals).toMatchObject({ ties: 1, promptTokens: undefined, completionTokens: undefined });
  });

  it.each([3, 32])('is asked at most %i questions at a time', async (parallel) => {
    const warned = vi.spyOn(process, 'emitWarning');
    // Nobody is answered before so many ask.
    let openGate = () => {};
    const gate = new Promise<void>((resolve) => {
      openGate = resolve;
    });
    const { totals } = await judge(
      (request) => {
        if (request.index === parallel - 1) openGate();
        return { ...preferGood(request), after: gate };
      },
      same(40),
      { parallel },
    );
    expect(totals).toMatchObject({ wins: 40, requests: 80 });
    expect(server.mostInFlight()).toBe(parallel);
    expect(warned).not.toHaveBeenCalled();
  });
});

describe('position bias', () => {
  it('ends in ties and is counted', async () => {
    const { totals } = await judge(() => saying('Verdict: A'), same(3));
    expect(totals).toMatchObject({ wins: 0, losses: 0, ties: 3, inconsistent: 3 });
  });

  it('half of a verdict is a tie', async () => {
    const { totals, results } = await judge(
      ({ index }) => saying(`Verdict: ${index === 0 ? 'A' : 'tie'}`),
      same(1),
    );
    expect(totals).toMatchObject({ ties: 1, inconsistent: 1 });
    expect(results[0]).toMatchObject({ verdict: 'tie', orders: ['A', 'tie'] });
  });

  it('two orders agree or tie', () => {
    const all = ['A', 'B', 'tie'] as const;
    expect(all.map((one) => all.map((other) => combinedVerdict([one, other])))).toEqual([
      ['A', 'tie', 'tie'],
      ['tie', 'B', 'tie'],
      ['tie', 'tie', 'tie'],
    ]);
  });
});

describe('passing failures are retried', () => {
  it('429 with Retry-After in seconds and as a date', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { totals } = await judge((request) => {
      const wait = request.index === 0 ? '7' : new Date(Date.now() + 20_000).toUTCString();
      return request.index < 2 ? { status: 429, headers: { 'Retry-After': wait } } : preferGood(request);
    }, same(1));
    expect(totals).toMatchObject({ wins: 1, failed: 0, requests: 4 });
    expect(slept[0]).toBe(7000);
    // The date has whole seconds.
    expect(slept[1]).toBeGreaterThan(19_000);
    expect(slept[1]).toBeLessThanOrEqual(20_000);
  });

  it.each<[string, FakeReply]>([
    ['500', { status: 500 }],
    ['503', { status: 503 }],
    ['a connection dropped before the answer', { drop: 'before' }],
    ['a connection dropped within the answer', { ...saying('Verdict: A'), drop: 'within' }],
  ])('%s twice, then fine', async (_name, reply) => {
    const { totals } = await judge((request) => (request.index < 2 ? reply : preferGood(request)), same(1));
    expect(totals).toMatchObject({ wins: 1, failed: 0, requests: 4 });
    expect(slept).toEqual([500, 1000]);
  });

  it('no answer within the timeout twice, then fine', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { totals } = await judge(
      (request) => {
        if (request.index >= 2) return preferGood(request);
        queueMicrotask(() => vi.advanceTimersByTime(60_000));
        return SILENT;
      },
      same(1),
      { timeoutSeconds: 60 },
    );
    expect(totals).toMatchObject({ wins: 1, failed: 0, requests: 4 });
    expect(slept).toEqual([500, 1000]);
  });

  it('as often as allowed, then the pair has failed and the next is asked', async () => {
    const outcome = await judge(
      (request) =>
        request.index < 3
          ? { status: 500, body: { error: { message: 'out of memory' } } }
          : preferGood(request),
      same(2),
      { retries: 2 },
    );
    expect(outcome.results[0]).toEqual({
      state: 'failed',
      kind: 'server-error',
      reason: `The server at ${server.url}/v1 keeps failing (500), saying “out of memory”: read its log, or try again later.`,
    });
    expect(outcome.totals).toMatchObject({ wins: 1, failed: 1, requests: 5 });
    expect(outcome.problem).toBeUndefined();
  });
});

describe('an answer without a verdict', () => {
  it('is asked for once more, with what is missing', async () => {
    const { totals } = await judge(
      (request) => (request.index === 0 ? saying('Hard to say.') : preferGood(request)),
      same(1),
    );
    expect(totals).toMatchObject({ wins: 1, malformed: 1, requests: 3, promptTokens: 300 });
    const { messages } = server.requests[1].body;
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(messages[2].content).toBe('Hard to say.');
    expect(messages[3].content).toContain('Verdict: tie');
    expect(server.requests[2].body.messages).toHaveLength(2);
  });

  it('twice is a failure of the pair, and the other order is not asked', async () => {
    const outcome = await judge(() => saying(''), same(1));
    expect(outcome.totals).toMatchObject({ failed: 1, malformed: 2, requests: 2 });
    expect(outcome.results[0]).toMatchObject({ state: 'failed', kind: 'no-verdict' });
    expect(server.requests[1].body.messages).toHaveLength(2);
  });

  it.each<[string, unknown]>([
    ['malformed JSON', '{"choices": [{"mess'],
    ['JSON without choices', { id: 1 }],
    ['no choice', { choices: [] }],
    ['null', null],
  ])('%s: asked once more', async (_name, body) => {
    const { totals } = await judge(
      (request) => (request.index === 0 ? { body } : preferGood(request)),
      same(1),
    );
    expect(totals).toMatchObject({ wins: 1, malformed: 1, requests: 3 });
  });
});

describe('cancelling', () => {
  it('stops requests in flight at once and keeps what was judged', async () => {
    const controller = new AbortController();
    const outcome = await judge(
      (request) => {
        if (request.index < 4) return preferGood(request);
        queueMicrotask(() => controller.abort());
        return SILENT;
      },
      same(6),
      {},
      { signal: controller.signal },
    );
    expect(outcome).toMatchObject({
      cancelled: true,
      totals: { wins: 2, failed: 0, unasked: 4, requests: 5 },
    });
    expect(outcome.problem).toBeUndefined();
  });

  it('before the start asks nothing', async () => {
    const outcome = await judge(preferGood, same(2), {}, { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ cancelled: true, totals: { unasked: 2, requests: 0 } });
  });

  it('an error of the page’s own callback is passed on and ends the run', async () => {
    const run = judge(
      preferGood,
      same(9),
      { parallel: 2 },
      {
        onProgress: () => {
          throw new Error('page');
        },
      },
    );
    await expect(run).rejects.toThrow('page');
    const { length } = server.requests;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(server.requests.length).toBeLessThanOrEqual(Math.max(length, 4));
  });
});

describe('servers that want the request otherwise', () => {
  it('get max_completion_tokens and no temperature if they say so', async () => {
    const { totals } = await judge(
      (request) => {
        const { body } = request;
        const refusal =
          'max_tokens' in body
            ? "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
            : 'temperature' in body
              ? "Unsupported value: 'temperature' does not support 0 with this model."
              : undefined;
        return refusal ? { status: 400, body: { error: { message: refusal } } } : preferGood(request);
      },
      same(5),
      { parallel: 5 },
    );
    expect(totals).toMatchObject({ wins: 5, failed: 0 });
    expect(totals.requests).toBeLessThanOrEqual(20);
    expect(server.requests.at(-1)!.body).toMatchObject({ max_completion_tokens: 512 });
  });
});
