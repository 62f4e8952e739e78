// Device failures, backend switches and fast commands must not break a session. Runs on the real prior of `strings`
// (WASM in Node), with a device that fails on demand.
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { readPrior } from '../formats/prior.ts';
import type { BackendFailure, BackendProvider } from './backend.ts';
import type { Command, FaultCode, WorkerEvent } from './protocol.ts';
import { Session } from './session.ts';

const small: RunConfig = {
  ...defaults.strings,
  rounds: 2,
  promptsPerRound: 2,
  samplesPerPrompt: 4,
  stepsPerRound: 3,
  groupsPerBatch: 2,
  evaluationInterval: 3,
  evaluationSamples: 16,
};

const loadModel = async () =>
  readPrior(
    await readFile('public/models/strings/config.json', 'utf8'),
    await readFile('public/models/strings/model.safetensors'),
  );

/**
 * Opens a session on a fake GPU that `fail` breaks; a switch to the CPU reaches a backend that works. `freshDevices`:
 * number of automatic retries. `parametersOnHost`: whether the parameters survive the failed device.
 */
function open({ freshDevices = 0, parametersOnHost = true } = {}) {
  const events: WorkerEvent[] = [];
  const waiting: { done: (event: WorkerEvent) => boolean; resolve: (event: WorkerEvent) => void }[] = [];
  let fail: (failure: BackendFailure) => void = () => {};
  const backends: BackendProvider = {
    async activate(name) {
      // The fake GPU is the reference, whose tensors can be counted.
      const active = await nodeBackends.activate(name === 'cpu' ? 'cpu' : 'tfjs-wasm');
      if (name === 'cpu') return active;
      const failed = new Promise<BackendFailure>((resolve) => {
        fail = resolve;
      });
      return { ...active, info: { name: 'webgpu', label: 'WebGPU · test' }, failed, parametersOnHost };
    },
  };
  const session = new Session({
    backends,
    loadModel,
    freshDevices,
    emit(event) {
      events.push(event);
      for (const waiter of waiting.filter(({ done }) => done(event))) {
        waiting.splice(waiting.indexOf(waiter), 1);
        waiter.resolve(event);
      }
    },
  });
  void session.serve();
  const until = (done: (event: WorkerEvent) => boolean) =>
    new Promise<WorkerEvent>((resolve) => waiting.push({ done, resolve }));
  const status = (wanted: string) => until((event) => event.type === 'status' && event.status === wanted);
  const breakDevice = async (code: FaultCode = 'device-lost') => {
    const failed = status('failed');
    fail({ code, message: 'The graphics device was lost.' });
    await failed;
  };
  return { events, send: (command: Command) => session.send(command), until, status, breakDevice };
}

const steps = (events: readonly WorkerEvent[]) =>
  events.flatMap((event) => (event.type === 'step' ? [event.metrics.step] : []));
const evaluated = (events: readonly WorkerEvent[]) =>
  events.flatMap((event) => (event.type === 'evaluation' ? [event.evaluation.step] : []));
const isPhase = (phase: string) => (event: WorkerEvent) => event.type === 'status' && event.phase === phase;
const settle = () => new Promise((resolve) => setTimeout(resolve, 300));

describe('a failing device', () => {
  it('emits no events afterwards, and running work changes no state', async () => {
    const { events, send, until, status, breakDevice } = open();
    send({ type: 'load', config: small, runId: 1 });
    send({ type: 'play' });
    await until((event) => event.type === 'step');
    await breakDevice();
    const after = events.length;
    await settle();
    expect(events.slice(after)).toEqual([]);
    const finished = status('finished');
    send({ type: 'switch', backend: 'cpu' });
    await finished;
    expect(steps(events)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(evaluated(events)).toEqual([0, 1, 2, 3, 6]);
  });

  it('during the first evaluation loses nothing: the switch loads once more', async () => {
    const { events, send, until, status, breakDevice } = open();
    send({ type: 'load', config: small, runId: 1 });
    await until((event) => event.type === 'exact-world');
    await breakDevice();
    await settle();
    expect(evaluated(events)).toEqual([]);
    const ready = status('ready');
    send({ type: 'switch', backend: 'cpu' });
    await ready;
    expect(evaluated(events)).toEqual([0]);
  });

  it('during the last evaluation still ends with that evaluation', async () => {
    const { events, send, until, status, breakDevice } = open();
    send({ type: 'load', config: small, runId: 1 });
    send({ type: 'play' });
    await until((event) => event.type === 'step' && event.metrics.step === 6);
    await breakDevice();
    const finished = status('finished');
    send({ type: 'switch', backend: 'cpu' });
    await finished;
    expect(evaluated(events)).toEqual([0, 1, 2, 3, 6]);
    expect(steps(events)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('leaves a paused run paused and a finished one finished', async () => {
    for (const end of ['paused', 'finished'] as const) {
      const { events, send, until, status, breakDevice } = open();
      send({ type: 'load', config: small, runId: 1 });
      send({ type: 'play' });
      await until((event) => event.type === 'step');
      const ended = status(end);
      send({ type: end === 'paused' ? 'pause' : 'stop' });
      await ended;
      await breakDevice();
      const again = status(end);
      send({ type: 'switch', backend: 'cpu' });
      await again;
      const before = steps(events).length;
      await settle();
      expect(steps(events)).toHaveLength(before);
    }
  });
});

describe('a device that fails while the session may help itself', () => {
  const notices = (events: readonly WorkerEvent[]) =>
    events.flatMap((event) => (event.type === 'notice' ? [event] : []));

  it.each([true, false])(
    'is replaced and the run ends as it should (parameters on the host: %s)',
    async (host) => {
      const { events, send, until, status, breakDevice } = open({ freshDevices: 3, parametersOnHost: host });
      send({ type: 'load', config: small, runId: 1 });
      send({ type: 'play' });
      await until((event) => event.type === 'step' && event.metrics.step === 2);
      const finished = status('finished');
      await breakDevice();
      await finished;
      expect([...new Set(steps(events))].sort()).toEqual([1, 2, 3, 4, 5, 6]);
      // With parameters on the host, every step is taken once. If they are lost, steps after the last snapshot repeat.
      if (host) expect(steps(events)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(events.some(({ type }) => type === 'fault')).toBe(false);
      const [notice] = notices(events);
      expect(notice.message).toContain('on a fresh device, WebGPU · test (1 of 3)');
      expect(JSON.parse(notice.diagnostics!)).toMatchObject({ backend: 'WebGPU · test', run: { round: 1 } });
    },
  );

  it('is replaced three times, then by the CPU', async () => {
    const { events, send, until, status, breakDevice } = open({ freshDevices: 3, parametersOnHost: false });
    send({ type: 'load', config: { ...small, rounds: 200 }, runId: 1 });
    send({ type: 'play' });
    for (let failure = 0; failure < 4; failure++) {
      await until((event) => event.type === 'step');
      const again = status('running');
      await breakDevice();
      await again;
    }
    send({ type: 'pause' });
    await status('paused');
    expect(notices(events).map(({ message }) => message.split('state ')[1])).toEqual([
      'on a fresh device, WebGPU · test (1 of 3).',
      'on a fresh device, WebGPU · test (2 of 3).',
      'on a fresh device, WebGPU · test (3 of 3).',
      'on CPU.',
    ]);
    const backends = events.flatMap((event) => (event.type === 'backend' ? [event.backend.name] : []));
    expect(backends).toEqual(['webgpu', 'webgpu', 'webgpu', 'webgpu', 'cpu']);
  });

  it('goes to the CPU at once where a fresh device would fail again', async () => {
    const { events, send, until, status, breakDevice } = open({ freshDevices: 3 });
    send({ type: 'load', config: small, runId: 1 });
    send({ type: 'play' });
    await until((event) => event.type === 'step');
    const finished = status('finished');
    await breakDevice('out-of-memory');
    await finished;
    expect(notices(events)).toHaveLength(1);
    expect(notices(events)[0].message).toContain('on CPU');
  });
});

describe('a stopped run', () => {
  it('releases its device without a notice, and activates another to show samples', async () => {
    const { events, send, until, status } = open({ freshDevices: 3, parametersOnHost: false });
    send({ type: 'load', config: small, runId: 1 });
    send({ type: 'play' });
    await until((event) => event.type === 'step' && event.metrics.step === 3);
    const finished = status('finished');
    send({ type: 'stop' });
    await finished;
    const before = events.length;
    await settle();
    expect(events.slice(before).filter(({ type }) => type === 'fault' || type === 'notice')).toEqual([]);
    const view = until((event) => event.type === 'view');
    send({ type: 'view', promptIndex: 0, seed: 1 });
    expect(await view).toMatchObject({ view: { step: 3 } });
  });
});

describe('an active run', () => {
  it('keeps a live change over a switch, and releases what it held', async () => {
    const { events, send, until, status } = open();
    send({ type: 'load', config: small, runId: 1 });
    send({ type: 'play' });
    await until((event) => event.type === 'step');
    const tensorsBefore = tf.memory().numTensors;
    send({ type: 'change', config: { ...small, rounds: 1 } });
    const finished = status('finished');
    send({ type: 'switch', backend: 'cpu' });
    await finished;
    expect(steps(events)).toEqual([1, 2, 3]);
    expect(tf.memory().numTensors).toBeLessThanOrEqual(tensorsBefore);
  });

  it('ends with an evaluation when its rounds are lowered', async () => {
    const { events, send, until, status } = open();
    send({ type: 'load', config: { ...small, rounds: 5, evaluationInterval: 100 }, runId: 1 });
    send({ type: 'play' });
    await until((event) => event.type === 'step' && event.metrics.step === 4);
    const finished = status('finished');
    send({ type: 'change', config: { ...small, rounds: 1, evaluationInterval: 100 } });
    await finished;
    expect(evaluated(events)).toEqual([0, steps(events).at(-1)]);
    expect(steps(events).length).toBeLessThan(15);
  });

  it('obeys a pause in the middle of an advance by phase', async () => {
    const { events, send, until, status } = open();
    send({ type: 'load', config: { ...small, stepsPerRound: 200, evaluationInterval: 1000 }, runId: 1 });
    await status('ready');
    for (const phase of ['score', 'weigh', 'update']) {
      const phaseReached = until(isPhase(phase));
      send({ type: 'advance', unit: 'phase' });
      await phaseReached;
    }
    send({ type: 'advance', unit: 'phase' });
    await until((event) => event.type === 'step' && event.metrics.step === 3);
    send({ type: 'pause' });
    // Shown between two units of work: after the running step.
    const shown = until((event) => event.type === 'view');
    send({ type: 'view', promptIndex: 0, seed: 1 });
    await shown;
    const stepsAtPause = steps(events).length;
    expect(stepsAtPause).toBeLessThan(200);
    await settle();
    expect(steps(events)).toHaveLength(stepsAtPause);
  });

  it('takes as many steps as were asked for, however fast', async () => {
    const { events, send, until, status } = open();
    send({ type: 'load', config: small, runId: 1 });
    await status('ready');
    for (let i = 0; i < 4; i++) send({ type: 'advance', unit: 'step' });
    await until((event) => event.type === 'step' && event.metrics.step === 4);
    await settle();
    expect(steps(events)).toEqual([1, 2, 3, 4]);
  });

  it('takes pasted preferences with the next load, refuses wrong lines, and says what it trains on', async () => {
    const { events, send, until, status } = open();
    const preferences = async (text?: string) => {
      const answer = until((event) => event.type === 'preferences');
      send({ type: 'preferences', task: 'strings', text });
      return answer;
    };
    const exported = async () => {
      const answer = until((event) => event.type === 'preferences-text');
      send({ type: 'export-preferences', config: { ...small, method: 'dpo' } });
      return ((await answer) as { text: string }).text;
    };
    const generated = await exported();
    expect(generated.trim().split('\n')).toHaveLength(small.preferenceCount);
    const line = '{"prompt":"Write a string of four symbols.","chosen":"a d e b","rejected":"a a a a"}\n';
    expect(await preferences(`${line}nonsense`)).toMatchObject({ pasted: false, problems: [{ line: 2 }] });
    expect(await exported()).toBe(generated);
    expect(await preferences(line)).toMatchObject({ pasted: true, count: 1, problems: [] });
    expect(await exported()).toBe(line);
    const finished = status('finished');
    send({ type: 'load', config: { ...small, method: 'dpo' }, runId: 2 });
    send({ type: 'play' });
    await finished;
    const [microscope] = events.flatMap((event) => (event.type === 'microscope' ? [event.microscope] : []));
    expect(microscope.texts).toEqual(['a d e b', 'a a a a']);
    expect(microscope.pairs).toEqual([{ winner: 0, loser: 1 }]);
    expect(await preferences()).toMatchObject({ pasted: false, count: 0 });
    expect(await exported()).toBe(generated);
  });
});
