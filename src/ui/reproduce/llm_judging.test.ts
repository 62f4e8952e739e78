// The visible Stop, with a server that hangs.
import { afterEach, expect, it } from 'vitest';
import type { Match } from '../../experiments/llm_judge.ts';
import { judgeAll, probe } from '../../judge/ask.ts';
import { type FakeServer, fakeServer, judging, SILENT } from '../../judge/fake_server.ts';
import { parseJudgeSettings } from '../../judge/settings.ts';
import { tasks } from '../../tasks/index.ts';
import { LlmJudging } from './llm_judging.ts';

let server: FakeServer;
afterEach(() => server.close());

const [prompt] = tasks.strings.prompts('test');
const matches = prompt.gold
  .slice(1)
  .map((_, i): Match => ({ task: 'strings', prompt, first: prompt.gold.slice(i + 1), second: prompt.gold }));

async function opened(answers: number) {
  const rule = judging(() => 'tie');
  server = await fakeServer((request) => (request.index < answers ? rule(request) : SILENT));
  const settings = parseJudgeSettings({
    endpoint: server.url,
    model: 'm',
    parallel: 1,
    timeoutSeconds: 3600,
  });
  const saved = new Map();
  const llm = new LlmJudging({
    judgeAll,
    probe,
    verdicts: {
      load: async () => new Map(),
      save: async (_judge, verdicts) => {
        for (const [key, verdict] of verdicts) saved.set(key, verdict);
      },
    },
  });
  return { llm, settings, saved };
}

it('ends a test of the server', async () => {
  const { llm, settings } = await opened(0);
  const tried = llm.try(settings);
  await expect.poll(() => server.requests.length).toBe(1);
  expect(llm.store.getState()).toMatchObject({ status: 'trying' });
  llm.cancel();
  await tried;
  expect(llm.store.getState()).toMatchObject({
    status: 'idle',
    message: 'Stopped before it answered.',
    failed: false,
  });
  await expect.poll(() => server.inFlight()).toBe(0);
});

it('ends the judging, and keeps what was judged', async () => {
  const { llm, settings, saved } = await opened(2);
  const asked = llm.ask(settings, matches.slice(0, 3), 3);
  await expect.poll(() => server.requests.length).toBe(3);
  llm.cancel();
  await asked;
  const { status, message, judge } = llm.store.getState();
  expect(status).toBe('idle');
  expect(message).toMatch(/^1 of 3 pairs judged .* Stopped before the rest was asked\./);
  expect(judge?.verdicts.size).toBe(1);
  expect(saved.size).toBe(1);
});

it('says why a judge could not be asked at all, and can be asked again', async () => {
  const { settings } = await opened(99);
  const llm = new LlmJudging({
    judgeAll,
    probe: () => Promise.reject(new Error('its worker stopped: unknown error')),
    verdicts: { load: () => Promise.reject(new Error('storage is closed')), save: async () => {} },
  });
  await llm.try(settings);
  expect(llm.store.getState()).toMatchObject({ status: 'idle', failed: true });
  expect(llm.store.getState().message).toContain('its worker stopped');
  await llm.ask(settings, matches.slice(0, 1), 1);
  expect(llm.store.getState()).toMatchObject({
    status: 'idle',
    message: 'The judge could not be asked: storage is closed.',
  });
});
