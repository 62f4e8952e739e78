// What stops the judge, and that the visitor reads one sentence about it in which no key appears.
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { judgeAll, probe } from './ask.ts';
import { LARGEST_BODY_BYTES } from './client.ts';
import {
  type FakeReply,
  type FakeRequest,
  type FakeServer,
  fakeServer,
  judging,
  SILENT,
  saying,
} from './fake_server.ts';
import type { FaultKind } from './faults.ts';
import type { JudgePair } from './prompts.ts';
import { type JudgeSettingsInput, parseJudgeSettings } from './settings.ts';

/** Letters: digits also stand in ports and durations. */
const KEY = 'sk-proj-zyxwvutsrq';
const PAIRS = Array.from(
  { length: 20 },
  (_, i): JudgePair => ({ task: 'dialog', prompt: `question ${i}`, first: 'yes', second: 'no' }),
);
const environment = { random: () => 0, sleep: async () => {} };
const servers: FakeServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function settingsFor(
  behaviour: (request: FakeRequest) => FakeReply,
  more: Partial<JudgeSettingsInput> = {},
) {
  const server = await fakeServer(behaviour);
  servers.push(server);
  return parseJudgeSettings({
    endpoint: server.url,
    model: 'judge-7b',
    apiKey: KEY,
    retries: 1,
    ...more,
  });
}

/** An address where nothing listens any more. */
async function closedPort() {
  const server = await fakeServer(() => ({}));
  await server.close();
  return server.url;
}

const error = (status: number, message: string): FakeReply => ({ status, body: { error: { message } } });
const echo = (status: number) => (request: FakeRequest) =>
  error(status, `bad header ${request.headers.authorization}`);

const FAULTS: readonly [string, FaultKind, (request: FakeRequest) => FakeReply, RegExp][] = [
  ['a refused key', 'key-refused', echo(401), /refused the API key \(401\): check that it is complete/],
  ['a forbidden model', 'key-refused', echo(403), /refused the API key \(403\)/],
  [
    'an unknown model',
    'model-unknown',
    () => error(404, 'model "judge-7b" not found, try pulling it first'),
    /does not know the model “judge-7b” \(404\).*ollama pull/,
  ],
  [
    'an unknown model by 400',
    'model-unknown',
    () => error(400, 'Invalid model: judge-7b'),
    /does not know the model/,
  ],
  [
    'a wrong path',
    'wrong-address',
    () => ({ status: 404, body: '404 page not found' }),
    /no chat completions service at .*\(404\): check the address.*\/v1/,
  ],
  [
    'a web server',
    'nonsense',
    () => ({ body: '<!doctype html><title>Hello</title>' }),
    /is not a chat completions service: check the address/,
  ],
  [
    'another protocol',
    'nonsense',
    () => ({ body: { error: `no upstream for ${KEY}` } }),
    /saying “no upstream for \[hidden\]”/,
  ],
  [
    'a rate limit',
    'rate-limited',
    echo(429),
    /limits how much may be asked \(429\).*ask fewer at a time, or come back later/,
  ],
  [
    'a long rate limit',
    'rate-limited',
    () => ({ status: 429, headers: { 'Retry-After': '3600' } }),
    /come back in 3600 s\.$/,
  ],
  ['a broken server', 'server-error', echo(500), /keeps failing \(500\).*log/],
  ['a slow server', 'timeout', () => SILENT, /too slow, with no answer within 0.1 s: raise the timeout/],
  [
    'a dropped connection',
    'unreachable',
    () => ({ drop: 'before' }),
    /Could not reach .*CORS; Ollama: set OLLAMA_ORIGINS/,
  ],
  [
    'a question too long',
    'refused',
    () => error(400, 'context length\nexceeded'),
    /refused the question \(400\), saying “context length exceeded”/,
  ],
  [
    'a redirect within the server',
    'redirected',
    () => ({ status: 308, headers: { Location: '/v2/chat/completions' } }),
    /redirects to another address, where nothing is sent: enter/,
  ],
  [
    'an announced body of a gigabyte',
    'too-long',
    () => ({ headers: { 'Content-Length': '1000000000' }, body: '{', endless: 'silent' }),
    /an answer of more than 4 MB: check the address/,
  ],
  [
    'a body without an end',
    'too-long',
    () => ({ body: `"${'a'.repeat(60_000)}"`, endless: 'sending' }),
    /an answer of more than 4 MB: check the address/,
  ],
  [
    'an error without an end',
    'too-long',
    () => ({ status: 500, body: 'no '.repeat(20_000), endless: 'sending' }),
    /an answer of more than 4 MB/,
  ],
  [
    'a server that falls silent in its answer',
    'timeout',
    () => ({ body: '{"choices":', endless: 'silent' }),
    /too slow, with no answer within 0.1 s/,
  ],
  [
    'a talker',
    'no-verdict',
    () => saying(`I like ${KEY}.`),
    /answers without a verdict, saying “I like \[hidden\]\.”: choose one that follows/,
  ],
];

/** Short only where the server never answers, so that a busy machine is not taken for a slow server. */
const timeoutOf = (kind: FaultKind) => (kind === 'timeout' ? { timeoutSeconds: 0.1 } : {});

describe('the judge stops asking', () => {
  it.each(FAULTS)('%s: %s', async (_name, kind, behaviour, sentence) => {
    const console = vi.spyOn(globalThis.console, 'log');
    const settings = await settingsFor(behaviour, { stopAfter: 2, parallel: 2, ...timeoutOf(kind) });
    const outcome = await judgeAll(PAIRS, settings, { environment });
    expect(outcome.problem).toMatch(sentence);
    expect(outcome.problem).toMatch(/^[^\n]+\.$/);
    expect(outcome.cancelled).toBe(false);
    expect(outcome.results[0]).toMatchObject({ state: 'failed', kind });
    expect(outcome.totals.failed).toBeGreaterThanOrEqual(2);
    expect(outcome.totals.failed).toBeLessThanOrEqual(3);
    expect(outcome.totals.unasked).toBe(PAIRS.length - outcome.totals.failed);
    expect(outcome.totals.requests).toBeLessThanOrEqual(12);
    expect(servers[0].requests[0].headers.authorization).toBe(`Bearer ${KEY}`);
    expect(JSON.stringify(outcome) + inspect([outcome, settings], { depth: 9 })).not.toContain('zyxw');
    expect(console).not.toHaveBeenCalled();
  });

  it('where nothing listens', async () => {
    const settings = parseJudgeSettings({
      endpoint: await closedPort(),
      model: 'm',
      retries: 2,
      stopAfter: 3,
    });
    const outcome = await judgeAll(PAIRS, settings, { environment });
    expect(outcome.problem).toContain(`Could not reach ${settings.endpoint}: check the address`);
    expect(outcome.totals.wins).toBe(0);
    expect(outcome.totals.requests).toBeLessThan(20);
  });

  it('without a key it is told to enter one', async () => {
    const settings = await settingsFor(() => ({ status: 401 }), { apiKey: '' });
    const { problem } = await judgeAll(PAIRS, settings, { environment });
    expect(problem).toContain('wants an API key (401): enter one');
  });

  it('and keeps what was judged before', async () => {
    const rule = judging((a) => (a === 'yes' ? 'A' : 'B'));
    const settings = await settingsFor((request) => (request.index < 14 ? rule(request) : { status: 401 }), {
      parallel: 1,
      stopAfter: 4,
    });
    const { totals, results, problem } = await judgeAll(PAIRS, settings, { environment });
    expect(totals).toMatchObject({ wins: 7, failed: 4, unasked: 9, requests: 18 });
    expect(results.map(({ state }) => state[0]).join('')).toBe('jjjjjjjffffuuuuuuuuu');
    expect(problem).toContain('refused the API key');
  });

  it('but not for failures with successes between them', async () => {
    const settings = await settingsFor(
      ({ body }) =>
        /question \d*[02468]\n/.test(body.messages[1].content) ? { status: 422 } : saying('Verdict: tie'),
      { parallel: 1, stopAfter: 2 },
    );
    const { totals, problem } = await judgeAll(PAIRS, settings, { environment });
    expect(totals).toMatchObject({ ties: 10, failed: 10, unasked: 0 });
    expect(problem).toBeUndefined();
  });
});

describe('what is asked stays with the server that was named', () => {
  it.each([301, 302, 307, 308])('a redirect (%i) to another origin is not followed', async (status) => {
    const elsewhere = await fakeServer(() => saying('Verdict: A'));
    servers.push(elsewhere);
    const settings = await settingsFor(() => ({
      status,
      headers: { Location: `${elsewhere.url}/v1/chat/completions` },
    }));
    expect(await probe(settings)).toMatchObject({ ok: false, kind: 'redirected' });
    expect(elsewhere.requests).toEqual([]);
  });

  it('the connection of a body that is too long ends', async () => {
    const settings = await settingsFor(() => ({ body: 'a'.repeat(60_000), endless: 'sending' }));
    await probe(settings);
    await expect.poll(() => servers.at(-1)!.inFlight()).toBe(0);
  });

  it('a body as long as allowed is read, in whatever pieces it comes', async () => {
    const reply = (length: number) =>
      `{"choices":[{"message":{"content":"Verdict: A ü${' '.repeat(length)}"}}]}`;
    const most = LARGEST_BODY_BYTES - Buffer.byteLength(reply(0));
    const settings = await settingsFor(() => ({ body: reply(most) }));
    expect(await probe(settings)).toMatchObject({ ok: true });
    const longer = await settingsFor(() => ({ body: reply(most + 1) }));
    expect(await probe(longer)).toMatchObject({ ok: false, kind: 'too-long' });
  });

  it.each<[string, FakeReply]>([
    ['before its answer', SILENT],
    ['within its answer', { body: '{"choices":', endless: 'silent' }],
  ])('a server that hangs %s is left at once when the visitor stops', async (_name, reply) => {
    const settings = await settingsFor(() => reply, { timeoutSeconds: 3600, parallel: 4 });
    const controller = new AbortController();
    const judged = judgeAll(PAIRS, settings, { environment, signal: controller.signal });
    await expect.poll(() => servers.at(-1)!.requests.length).toBe(4);
    controller.abort();
    expect(await judged).toMatchObject({ cancelled: true, totals: { unasked: PAIRS.length, failed: 0 } });
    await expect.poll(() => servers.at(-1)!.inFlight()).toBe(0);
  });
});

describe('a probe', () => {
  it('asks one tiny question', async () => {
    const settings = await settingsFor(() => saying('ready'));
    expect(await probe(settings)).toMatchObject({ ok: true });
    expect(servers[0].requests).toHaveLength(1);
    expect(servers[0].requests[0].body).toMatchObject({ max_tokens: 16 });
  });

  it('is content with silence: a reasoning model may not have come to its answer', async () => {
    const settings = await settingsFor(() => ({ body: { choices: [{ message: { content: null } }] } }));
    expect(await probe(settings)).toMatchObject({ ok: true });
  });

  it.each(FAULTS.filter(([, kind]) => kind !== 'no-verdict'))(
    '%s: %s',
    async (_name, kind, behaviour, sentence) => {
      const settings = await settingsFor(behaviour, { retries: 3, ...timeoutOf(kind) });
      const result = await probe(settings);
      expect(result).toMatchObject({ ok: false, kind });
      expect('problem' in result && result.problem).toMatch(sentence);
      expect(JSON.stringify(result)).not.toContain('zyxw');
      expect(servers[0].requests).toHaveLength(1);
    },
  );

  it('of a plain http address elsewhere mentions https', async () => {
    const settings = parseJudgeSettings({ endpoint: 'http://judge.invalid', model: 'm' });
    const result = await probe(settings);
    expect('problem' in result && result.problem).toContain('a page on https needs an https address too');
  });

  it('can be cancelled', async () => {
    const settings = await settingsFor(() => SILENT, { timeoutSeconds: 3600 });
    await expect(probe(settings, AbortSignal.timeout(30))).rejects.toThrow('timeout');
  });
});
