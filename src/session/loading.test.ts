// Loading in a real session: it can be interrupted at any point, and the last choice wins. What counts is how many calls
// of a model pass before a command takes effect.
import { describe, expect, it } from 'vitest';
import { loadModel as readModel } from '../../scripts/lab/node_connection.ts';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { yieldToMessages } from '../event_loop/yield_to_messages.ts';
import type { GenerateOptions } from '../model/language_model.ts';
import type { ActiveBackend, BackendProvider } from './backend.ts';
import type { LoadModel } from './model_files.ts';
import type { BackendName, Command, WorkerEvent } from './protocol.ts';
import { Session } from './session.ts';

const small: RunConfig = {
  ...defaults.strings,
  evaluationSamples: 16,
  promptsPerRound: 2,
  samplesPerPrompt: 4,
};
/** As many answers as the settings allow: they take minutes. */
const huge: RunConfig = { ...defaults.tldr, evaluationPrompts: 200, evaluationSamples: 2048 };
const never = new Promise<never>(() => {});

interface Outside {
  readonly loadModel?: LoadModel;
  readonly activate?: (name?: BackendName) => Promise<ActiveBackend>;
}

function open({ loadModel = readModel, activate = (name) => nodeBackends.activate(name) }: Outside = {}) {
  const events: WorkerEvent[] = [];
  const waiting: { done: (event: WorkerEvent) => boolean; resolve: () => void }[] = [];
  const count = { drawn: 0, models: 0 };
  const backends: BackendProvider = {
    async activate(name) {
      const active = await activate(name);
      return {
        ...active,
        async createModel(...of) {
          count.models++;
          const model = await active.createModel(...of);
          const { generate } = model;
          model.generate = (options: GenerateOptions) => {
            count.drawn++;
            return generate.call(model, options);
          };
          return model;
        },
      };
    },
  };
  const session = new Session({
    backends,
    loadModel,
    emit(event) {
      events.push(event);
      for (const waiter of waiting.filter(({ done }) => done(event))) {
        waiting.splice(waiting.indexOf(waiter), 1);
        waiter.resolve();
      }
    },
  });
  void session.serve();
  const until = (done: (event: WorkerEvent) => boolean) =>
    new Promise<void>((resolve) => waiting.push({ done, resolve }));
  const ready = (runId: number) =>
    until((event) => event.type === 'status' && event.status === 'ready' && event.runId === runId);
  const of = <T extends WorkerEvent['type']>(type: T) =>
    events.filter((event): event is Extract<WorkerEvent, { type: T }> => event.type === type);
  return { events, of, count, until, ready, send: (command: Command) => session.send(command) };
}

const load = (runId: number, config = small, backend?: BackendName): Command => ({
  type: 'load',
  config,
  runId,
  backend,
});

describe('many loads', () => {
  const tasks = ['strings', 'sentiment', 'tldr', 'dialog'] as const;
  const nth = (i: number) => load(i + 1, { ...defaults[tasks[i % 4]], evaluationPrompts: 4 });

  it('at once open two runs: the first and the last', async () => {
    const { of, ready, send } = open();
    const last = ready(50);
    for (let i = 0; i < 50; i++) send(nth(i));
    await last;
    expect(of('loaded').map(({ runId }) => runId)).toEqual([50]);
    expect(of('evaluation').map(({ runId }) => runId)).toEqual([50]);
    expect(of('backend')).toHaveLength(1);
  });

  it('one after the other never finish a measurement that nobody waits for', async () => {
    const { of, count, ready, until, send } = open();
    const last = ready(20);
    for (let i = 0; i < 20; i++) {
      const loaded = until((event) => event.type === 'loaded' && event.runId === i + 1);
      send({ ...nth(i), config: { ...huge, ...(i === 19 && small) } } as Command);
      await loaded;
    }
    await last;
    expect(of('evaluation').map(({ runId }) => runId)).toEqual([20]);
    expect(count.drawn).toBeLessThan(3 * 20);
  });
});

describe('a measurement of the prior that takes minutes', () => {
  it('lets every command in but those that need its result', async () => {
    const { events, count, until, send } = open();
    const loaded = until(({ type }) => type === 'loaded');
    send(load(1, huge));
    await loaded;
    const answered = ['preferences-text', 'memory-estimate', 'view'].map((type) =>
      until((event) => event.type === type),
    );
    send({ type: 'play' });
    send({ type: 'export-preferences', config: huge });
    send({ type: 'estimate', config: huge });
    send({ type: 'view', promptIndex: 0, seed: 1 });
    await Promise.all(answered);
    expect(count.drawn).toBeLessThan(10);
    const stopped = until((event) => event.type === 'status' && event.status === 'finished');
    send({ type: 'stop' });
    await stopped;
    expect(events.some(({ type }) => type === 'step' || type === 'evaluation')).toBe(false);
  });

  it('tells how far it is, once it has taken a second', async () => {
    const { of, until, send } = open();
    send(load(1, huge));
    await until((event) => event.type === 'evaluating');
    const [{ runId, share }] = of('evaluating');
    expect(runId).toBe(1);
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(0.1);
    send({ type: 'stop' });
  });

  it('moves to another backend at once, and gives way to another task', async () => {
    const { of, count, until, ready, send } = open();
    send(load(1, huge, 'cpu'));
    await until(({ type }) => type === 'loaded');
    const moved = until((event) => event.type === 'backend' && event.backend.name === 'tfjs-wasm');
    send({ type: 'switch', backend: 'tfjs-wasm' });
    await moved;
    const second = ready(2);
    send(load(2, small, 'cpu'));
    await second;
    expect(of('evaluation').map(({ runId }) => runId)).toEqual([2]);
    expect(count.drawn).toBeLessThan(20);
  });

  it('forgets a Play that was taken back, and keeps the one after it', async () => {
    const { of, ready, until, send } = open();
    const first = ready(1);
    send(load(1, { ...small, seed: 5 }));
    send({ type: 'play' });
    send({ type: 'pause' });
    await first;
    for (let turn = 0; turn < 50; turn++) await yieldToMessages();
    expect(of('step')).toEqual([]);
    send(load(2));
    send({ type: 'play' });
    send({ type: 'pause' });
    send({ type: 'play' });
    await until((event) => event.type === 'step');
    expect(of('step')[0].runId).toBe(2);
    send({ type: 'stop' });
  });
});

describe('an answer from outside that never comes', () => {
  it('a file: another task loads all the same, and the old one never shows', async () => {
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { of, ready, send } = open({
      loadModel: async (task, part) => {
        if (task === 'tldr') await held;
        return readModel(task, part);
      },
    });
    send(load(1, defaults.tldr, 'cpu'));
    await yieldToMessages();
    const second = ready(2);
    send(load(2));
    await second;
    answer();
    for (let turn = 0; turn < 200; turn++) await yieldToMessages();
    expect(of('loaded').map(({ runId }) => runId)).toEqual([2]);
    expect(of('fault')).toEqual([]);
  });

  it('a device: the CPU takes its place, and the device is released if it comes after all', async () => {
    let answer: (backend: ActiveBackend) => void = () => {};
    let released = 0;
    const device = new Promise<ActiveBackend>((resolve) => {
      answer = resolve;
    });
    const activate = (name?: BackendName) => (name === 'cpu' ? nodeBackends.activate(name) : device);
    const { of, ready, send } = open({ activate });
    send(load(1, small, 'webgpu'));
    await yieldToMessages();
    const onCpu = ready(1);
    send({ type: 'switch', backend: 'cpu' });
    await onCpu;
    answer({ ...(await nodeBackends.activate('cpu')), release: () => void released++ });
    for (let turn = 0; turn < 50; turn++) await yieldToMessages();
    expect(of('backend').map(({ backend }) => backend.name)).toEqual(['cpu']);
    expect(released).toBe(1);
  });

  it('a device of a switch: the run stays where it is and loads anew', async () => {
    const activate = (name?: BackendName) => (name === 'webgpu' ? never : nodeBackends.activate(name));
    const { of, ready, send } = open({ activate });
    const first = ready(1);
    send(load(1));
    await first;
    send({ type: 'switch', backend: 'webgpu' });
    for (let turn = 0; turn < 50; turn++) await yieldToMessages();
    const second = ready(2);
    send(load(2));
    await second;
    expect(of('backend')).toHaveLength(1);
  });

  it('is asked for once by many loads that wait for it', async () => {
    let asked = 0;
    let answer: (backend: ActiveBackend) => void = () => {};
    const device = new Promise<ActiveBackend>((resolve) => {
      answer = resolve;
    });
    const { of, ready, send } = open({
      activate: () => {
        asked++;
        return device;
      },
    });
    const last = ready(10);
    for (let runId = 1; runId <= 10; runId++) {
      send(load(runId));
      await yieldToMessages();
      await yieldToMessages();
    }
    answer(await nodeBackends.activate('cpu'));
    await last;
    expect(asked).toBe(1);
    expect(of('loaded').map(({ runId }) => runId)).toEqual([10]);
  });
});
