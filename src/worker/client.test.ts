// Tests the worker client with a fake worker.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaults } from '../config/presets.ts';
import { type RunPiece, resumptionAfter } from '../session/journal/run_piece.ts';
import type { WorkerEvent } from '../session/protocol.ts';
import { createClient } from './client.ts';
import type { Serving } from './lifeline.ts';

class PlayedWorker {
  static all: PlayedWorker[] = [];
  readonly received: unknown[] = [];
  ended = false;
  private readonly listeners: { readonly type: string; readonly listener: (event: unknown) => void }[] = [];
  constructor() {
    PlayedWorker.all.push(this);
  }
  addEventListener(type: string, listener: (event: unknown) => void): void {
    this.listeners.push({ type, listener });
  }
  postMessage(message: unknown): void {
    this.received.push(message);
  }
  terminate(): void {
    this.ended = true;
  }
  say(event: WorkerEvent | Serving): void {
    this.hear('message', { data: event });
  }
  crash(): void {
    this.hear('error', { message: 'out of memory', preventDefault() {} });
  }
  private hear(wanted: string, event: unknown): void {
    for (const { type, listener } of this.listeners) if (type === wanted) listener(event);
  }
}

beforeEach(() => {
  PlayedWorker.all = [];
  vi.stubGlobal('Worker', PlayedWorker);
  vi.stubGlobal('document', { baseURI: 'http://localhost/' });
  vi.useFakeTimers();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const config = defaults.strings;
const piece = (index: number, step: number): RunPiece => ({
  index,
  status: 'running',
  step,
  round: 1,
  totalSteps: 100,
  evaluated: true,
  backend: 'cpu',
  config,
  history: new Uint8Array([step]),
  groups: new Uint8Array([step]),
  state: new Uint8Array([step]),
  digests: { history: '', groups: '', state: '' },
});

it('resumes in a new worker from the last piece of this run, not of an earlier one', () => {
  const events: WorkerEvent[] = [];
  const client = createClient((event) => events.push(event));
  const [first] = PlayedWorker.all;
  client.send({ type: 'load', config, runId: 1 });
  first.say({ type: 'piece', runId: 1, piece: piece(0, 20) });
  client.send({ type: 'load', config, runId: 2 });
  client.send({ type: 'play' });
  first.say({ type: 'piece', runId: 1, piece: piece(1, 40) });
  first.crash();
  expect(events.at(-1)).toMatchObject({ type: 'fault', code: 'internal', canSwitchTo: 'cpu' });
  client.send({ type: 'switch', backend: 'cpu' });
  const [, second] = PlayedWorker.all;
  expect(second.received.slice(1)).toEqual([
    { type: 'load', config, runId: 2, backend: 'cpu', resumption: undefined },
    { type: 'play' },
  ]);
});

it('resumes the run that an undo went back to, from its own piece', () => {
  const events: WorkerEvent[] = [];
  const client = createClient((event) => events.push(event));
  const [first] = PlayedWorker.all;
  client.send({ type: 'load', config, runId: 1 });
  first.say({ type: 'piece', runId: 1, piece: piece(0, 20) });
  client.send({ type: 'load', config, runId: 2 });
  first.say({ type: 'run-before', runId: 1 });
  client.send({ type: 'load', config, runId: 3 });
  client.send({ type: 'undo' });
  first.say({ type: 'run-before' });
  first.say({ type: 'run-resumed', runId: 1, leftId: 3 });
  client.send({ type: 'change', config: { ...config, learningRate: 1e-5 } });
  first.crash();
  expect(events.find(({ type }) => type === 'status')).toMatchObject({ status: 'failed', step: 20 });
  client.send({ type: 'switch', backend: 'cpu' });
  expect(PlayedWorker.all[1].received[1]).toEqual({
    type: 'load',
    config: { ...config, learningRate: 1e-5 },
    runId: 1,
    backend: 'cpu',
    resumption: resumptionAfter(undefined, piece(0, 20)),
  });
});

it('says that a crash took the run before along', () => {
  const events: WorkerEvent[] = [];
  createClient((event) => events.push(event));
  PlayedWorker.all[0].crash();
  expect(events).toContainEqual({ type: 'run-before' });
});

it('gives a new worker the preferences that were taken, and none that were refused', () => {
  const client = createClient(() => {});
  const [first] = PlayedWorker.all;
  const preferencesEvent = (pasted: boolean, problems: { line: number; message: string }[]) =>
    first.say({ type: 'preferences', task: 'strings', pasted, count: 1, text: 'good', problems });
  client.send({ type: 'load', config, runId: 1 });
  client.send({ type: 'preferences', task: 'strings', text: 'good' });
  preferencesEvent(true, []);
  client.send({ type: 'preferences', task: 'strings', text: 'bad' });
  preferencesEvent(true, [{ line: 1, message: 'not JSON: bad' }]);
  first.crash();
  client.send({ type: 'switch', backend: 'cpu' });
  const second = PlayedWorker.all[1];
  expect(second.received[1]).toEqual({ type: 'preferences', task: 'strings', text: 'good' });
  expect(second.received[2]).toMatchObject({ type: 'load' });
});

/** Locks that are granted when the test says so. */
function playedLocks() {
  const waiting: (() => void)[] = [];
  const request = (_: string, granted: () => void) => {
    waiting.push(granted);
    return Promise.resolve();
  };
  vi.stubGlobal('navigator', { locks: { request } });
  return { free: () => waiting.shift()!() };
}

describe('a worker that the browser ended without a word', () => {
  it('is replaced: the run goes on where its last piece left it, on the same backend, if it trained', () => {
    const locks = playedLocks();
    const events: WorkerEvent[] = [];
    const client = createClient((event) => events.push(event));
    const [first] = PlayedWorker.all;
    first.say({ type: 'serving', lock: 'a' });
    client.send({ type: 'load', config, runId: 1 });
    first.say({ type: 'backend', backend: { name: 'webgpu', label: 'WebGPU' } });
    client.send({ type: 'play' });
    first.say({ type: 'piece', runId: 1, piece: piece(0, 20) });
    locks.free();
    expect(first.ended).toBe(true);
    const [, second] = PlayedWorker.all;
    expect(second.received.slice(1)).toEqual([
      expect.objectContaining({ type: 'load', runId: 1, backend: 'webgpu' }),
      { type: 'play' },
    ]);
    expect(second.received[1]).toHaveProperty('resumption.nextIndex', 1);
    expect(events.at(-1)).toMatchObject({ type: 'notice', message: expect.stringContaining('step 20') });
    first.say({ type: 'run-resumed', runId: 7, leftId: 1 }); // too late
    client.send({ type: 'pause' });
    second.say({ type: 'serving', lock: 'b' });
    locks.free();
    expect(PlayedWorker.all[2].received.slice(1)).toEqual([
      expect.objectContaining({ type: 'load', runId: 1 }),
    ]);
  });

  it('is replaced three times in a row, and then the visitor is asked', () => {
    const locks = playedLocks();
    const events: WorkerEvent[] = [];
    const client = createClient((event) => events.push(event));
    client.send({ type: 'load', config, runId: 1 });
    for (let i = 0; i < 4; i++) {
      PlayedWorker.all[i].say({ type: 'serving', lock: String(i) });
      locks.free();
    }
    expect(PlayedWorker.all).toHaveLength(4);
    expect(events.at(-1)).toMatchObject({
      type: 'fault',
      message: expect.stringContaining('again and again'),
    });
    client.send({ type: 'switch', backend: 'cpu' });
    expect(PlayedWorker.all[4].received[1]).toMatchObject({ type: 'load', runId: 1, backend: 'cpu' });
  });
});

describe('a worker that does not answer', () => {
  const silences = (events: readonly WorkerEvent[]) =>
    events.flatMap((event) => (event.type === 'silence' && event.of === 'worker' ? [event.message] : []));

  it('is said to be silent after ten seconds, and to be back when it is heard', () => {
    const events: WorkerEvent[] = [];
    createClient((event) => events.push(event));
    const [worker] = PlayedWorker.all;
    vi.advanceTimersByTime(9_000);
    expect(silences(events)).toEqual([]);
    vi.advanceTimersByTime(3_000);
    expect(silences(events)).toEqual([expect.stringContaining('script has not arrived after 10 s')]);
    worker.say({ type: 'serving' });
    expect(silences(events).slice(1)).toEqual([undefined]);
    vi.advanceTimersByTime(9_000);
    expect(worker.received.filter((message) => (message as { type: string }).type === 'ping')).not.toEqual(
      [],
    );
    vi.advanceTimersByTime(60_000);
    expect(silences(events).slice(2)).toEqual([expect.stringContaining('has not answered for 10 s')]);
    expect(PlayedWorker.all).toHaveLength(1); // a busy worker is no dead one
  });

  it('is given up when the visitor chooses, and the next one does what it was to do', () => {
    const client = createClient(() => {});
    client.send({ type: 'load', config, runId: 1 });
    vi.advanceTimersByTime(12_000);
    client.send({ type: 'load', config, runId: 2 });
    expect(PlayedWorker.all[0].ended).toBe(true);
    expect(PlayedWorker.all[1].received.slice(1)).toEqual([{ type: 'load', config, runId: 2 }]);
  });
});
