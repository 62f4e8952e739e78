// A real session on the CPU in Node, and what the world outside may never answer. Only the clock is played.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadModel as readModel } from '../../scripts/lab/node_connection.ts';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { awaited } from '../event_loop/awaited.ts';
import type { ActiveBackend } from './backend.ts';
import type { LoadModel } from './model_files.ts';
import type { BackendName, WorkerEvent } from './protocol.ts';
import { Session } from './session.ts';

const config: RunConfig = {
  ...defaults.strings,
  rounds: 1,
  promptsPerRound: 2,
  samplesPerPrompt: 4,
  stepsPerRound: 2,
  groupsPerBatch: 2,
  evaluationSamples: 8,
};
const never = new Promise<never>(() => {});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Outside {
  readonly loadModel?: LoadModel;
  readonly activate?: (name?: BackendName) => Promise<ActiveBackend>;
}

function open({ loadModel = readModel, activate = (name) => nodeBackends.activate(name) }: Outside) {
  const events: WorkerEvent[] = [];
  const waiting: { done: (event: WorkerEvent) => boolean; resolve: () => void }[] = [];
  const session = new Session({
    backends: { activate },
    loadModel,
    emit(event) {
      events.push(event);
      for (const waiter of waiting.splice(0)) {
        if (waiter.done(event)) waiter.resolve();
        else waiting.push(waiter);
      }
    },
  });
  void session.serve();
  const until = (done: (event: WorkerEvent) => boolean) =>
    new Promise<void>((resolve) => waiting.push({ done, resolve }));
  const status = (name: string) => until((event) => event.type === 'status' && event.status === name);
  const silences = () => events.flatMap((event) => (event.type === 'silence' ? [event.message] : []));
  return { events, until, status, silences, send: session.send.bind(session) };
}

/** Lets everything happen that needs no clock. */
const settle = async () => {
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** Lets seconds pass until a silence is told: what is under way in earnest may put it off. */
const silence = async (begins: Promise<void>, told: () => readonly unknown[]) => {
  await begins;
  let seconds = 0;
  while (told().length === 0) {
    expect(seconds++).toBeLessThan(60);
    await settle();
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(seconds).toBeGreaterThanOrEqual(10);
};

/** A promise and what resolves it. */
function signal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

it('a file that never arrives is named, and asked for again when the visitor tries again', async () => {
  let asked = 0;
  const { given, give } = signal();
  const { send, status, silences } = open({
    loadModel: (task, part) => {
      asked++;
      give();
      return asked > 1
        ? readModel(task, part)
        : awaited({ missing: 'The model file of strings has not arrived' }, () => never);
    },
  });
  send({ type: 'load', config, runId: 1, backend: 'cpu' });
  await silence(given, silences);
  expect(silences()).toEqual(['The model file of strings has not arrived after 10 s.']);
  const ready = status('ready');
  send({ type: 'load', config, runId: 2 });
  await ready;
  expect(silences()).toEqual(['The model file of strings has not arrived after 10 s.', undefined]);
});

it('an adapter that never answers is named, and the CPU takes its place', async () => {
  const { given, give } = signal();
  const { events, send, status, silences } = open({
    activate(name) {
      if (name === 'cpu') return nodeBackends.activate(name);
      give();
      return awaited(
        { missing: 'The browser has not named a graphics adapter', ofDevice: true },
        () => never,
      );
    },
  });
  send({ type: 'load', config, runId: 1 });
  send({ type: 'play' });
  await silence(given, silences);
  expect(events.at(-1)).toMatchObject({ type: 'silence', ofDevice: true });
  const finished = status('finished');
  send({ type: 'switch', backend: 'cpu' });
  await finished;
  expect(silences()).toHaveLength(2);
  expect(events.some(({ type }) => type === 'fault')).toBe(false);
});

it('a backend that never opens is opened anew when the visitor tries again', async () => {
  let asked = 0;
  const { given, give } = signal();
  const { send, status, silences } = open({
    activate(name) {
      asked++;
      give();
      return asked > 1
        ? nodeBackends.activate(name)
        : awaited({ missing: 'The file of the CPU engine has not arrived', ofDevice: true }, () => never);
    },
  });
  send({ type: 'load', config, runId: 1, backend: 'cpu' });
  await silence(given, silences);
  expect(silences()).toEqual(['The file of the CPU engine has not arrived after 10 s.']);
  const ready = status('ready');
  send({ type: 'load', config, runId: 2, backend: 'cpu' });
  await ready;
  expect(asked).toBe(2);
});

it('a device that stops answering in the middle of a run is left, and the run goes on elsewhere', async () => {
  let hangs = false;
  const { given, give } = signal();
  let released = 0;
  const { events, send, until, status, silences } = open({
    async activate(name) {
      const active = await nodeBackends.activate('cpu');
      if (name === 'cpu') return active;
      return {
        ...active,
        info: { name: 'webgpu', label: 'WebGPU · test' },
        parametersOnHost: false,
        release: () => void released++,
        async createModel(...made) {
          const model = await active.createModel(...made);
          const { backward } = model;
          model.backward = (...of) => {
            if (!hangs) return backward.apply(model, of);
            give();
            return never;
          };
          return model;
        },
      };
    },
  });
  send({ type: 'load', config, runId: 1 });
  send({ type: 'play' });
  await until((event) => event.type === 'step');
  hangs = true;
  await silence(given, silences);
  expect(silences()).toEqual(['WebGPU · test has not answered after 10 s.']);
  const finished = status('finished');
  send({ type: 'switch', backend: 'cpu' });
  await finished;
  expect(released).toBe(1);
  const steps = events.flatMap((event) => (event.type === 'step' ? [event.metrics.step] : []));
  expect([...new Set(steps)]).toEqual([1, 2]);
  expect(events.filter(({ type }) => type === 'fault' || type === 'notice')).toEqual([]);
});

it('a device that was asked for by name and refuses leads to the next best, with the reason', async () => {
  const { events, send, status } = open({
    activate: (name) =>
      name === 'webgpu' ? Promise.reject(new Error('WebGPU found no adapter.')) : nodeBackends.activate(name),
  });
  const ready = status('ready');
  send({ type: 'load', config, runId: 1, backend: 'webgpu' });
  await ready;
  expect(events.flatMap((event) => (event.type === 'notice' ? [event.message] : []))).toEqual([
    'Computing on CPU instead of what was asked for, because WebGPU found no adapter.',
  ]);
  expect(events.some(({ type }) => type === 'fault')).toBe(false);
});
