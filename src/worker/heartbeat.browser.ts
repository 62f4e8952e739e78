// Real workers that are ended without a word, as a browser ends one for lack of memory: no event says so.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { gaussianDefaults } from '../gaussian/settings.ts';
import type { Command, WorkerEvent } from '../session/protocol.ts';
import { createClient } from './client.ts';
import { openGaussianWorker } from './gaussian_client.ts';
import { watchHeartbeat } from './heartbeat.ts';

const { Worker: RealWorker } = globalThis;
let created: Worker[] = [];

beforeEach(() => {
  created = [];
  globalThis.Worker = class extends RealWorker {
    constructor(...of: ConstructorParameters<typeof RealWorker>) {
      super(...of);
      created.push(this);
    }
  };
});
afterEach(() => {
  globalThis.Worker = RealWorker;
  for (const worker of created) worker.terminate();
});

const config: RunConfig = {
  ...defaults.strings,
  rounds: 40,
  promptsPerRound: 2,
  samplesPerPrompt: 4,
  stepsPerRound: 2,
  groupsPerBatch: 2,
  evaluationInterval: 10,
  evaluationSamples: 8,
};

it('a run goes on in a new worker, from its last state', async () => {
  const events: WorkerEvent[] = [];
  document.head.insertAdjacentHTML('beforeend', '<base href="/">');
  const client = createClient((event) => events.push(event));
  const send = (...commands: Command[]) => commands.map(client.send);
  const has = (done: (event: WorkerEvent) => boolean) => expect.poll(() => events.some(done)).toBe(true);
  send({ type: 'load', config, runId: 1, backend: 'cpu' }, { type: 'play' });
  await has((event) => event.type === 'piece' && event.piece.step >= 10);
  created[0].terminate();
  await has((event) => event.type === 'notice' && event.message.includes('without a word'));
  expect(created).toHaveLength(2);
  await has((event) => event.type === 'status' && event.status === 'finished');
  const steps = events.flatMap((event) => (event.type === 'step' ? [event.metrics.step] : []));
  expect([...new Set(steps)]).toEqual(Array.from({ length: 80 }, (_, i) => i + 1));
  expect(events.filter(({ type }) => type === 'fault')).toEqual([]);
  client.dispose();
  document.head.querySelector('base')!.remove();
});

it('an open question fails, and the next one gets a new worker', async () => {
  const requests = openGaussianWorker();
  const ask = (repeats: number) =>
    new Promise<string>((resolve) =>
      requests.ask({ ...gaussianDefaults, repeats }, (reply) => {
        if (reply.type === 'failed') resolve(reply.message);
        if (reply.type === 'result') resolve('answered');
      }),
    );
  expect(await ask(10)).toBe('answered');
  const open = ask(1e6);
  created[0].terminate();
  expect(await open).toMatch(/without a word/);
  expect(await ask(10)).toBe('answered');
  expect(created).toHaveLength(2);
  requests.stop();
});

it('a busy worker is silent for a while and never dead', async () => {
  const script = `
    navigator.locks.request('busy', () => { postMessage({ type: 'serving', lock: 'busy' }); return new Promise(() => {}); });
    onmessage = ({ data }) => {
      for (const start = Date.now(); data === 'work' && Date.now() < start + 1500;);
      postMessage({ type: 'pong' });
    };`;
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const worker = new Worker(URL.createObjectURL(new Blob([script])));
  const said: (string | undefined)[] = [];
  const heartbeat = watchHeartbeat(worker, {
    died: () => said.push('dead'),
    silent: (message) => said.push(message),
  });
  await new Promise((resolve) => worker.addEventListener('message', resolve, { once: true }));
  worker.postMessage('work');
  vi.advanceTimersByTime(12_000);
  vi.useRealTimers();
  expect(said).toEqual([expect.stringContaining('has not answered')]);
  await expect.poll(() => said).toEqual([expect.anything(), undefined]);
  worker.terminate();
  await expect.poll(() => said.at(-1)).toBe('dead');
  heartbeat.stop();
});
