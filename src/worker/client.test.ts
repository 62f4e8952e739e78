// Tests the worker client with a fake worker.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defaults } from '../config/presets.ts';
import { type RunPiece, resumptionAfter } from '../session/journal/run_piece.ts';
import type { WorkerEvent } from '../session/protocol.ts';
import { createClient } from './client.ts';

class PlayedWorker {
  static all: PlayedWorker[] = [];
  readonly received: unknown[] = [];
  private readonly listeners = new Map<string, (event: unknown) => void>();
  constructor() {
    PlayedWorker.all.push(this);
  }
  addEventListener(type: string, listener: (event: unknown) => void): void {
    this.listeners.set(type, listener);
  }
  postMessage(message: unknown): void {
    this.received.push(message);
  }
  terminate(): void {}
  say(event: WorkerEvent): void {
    this.listeners.get('message')!({ data: event });
  }
  crash(): void {
    this.listeners.get('error')!({ message: 'out of memory', preventDefault() {} });
  }
}

beforeEach(() => {
  PlayedWorker.all = [];
  vi.stubGlobal('Worker', PlayedWorker);
  vi.stubGlobal('document', { baseURI: 'http://localhost/' });
});
afterEach(() => vi.unstubAllGlobals());

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
  expect(events[0]).toEqual({ type: 'run-before' });
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
