import { describe, expect, test } from 'vitest';
import { defaults } from '../../src/config/presets.ts';
import type { Resumption } from '../../src/session/journal/run_piece.ts';
import type { Command, WorkerEvent } from '../../src/session/protocol.ts';
import { type Connect, Driver, drive } from './drive.ts';

const status = (value: 'ready' | 'running' | 'finished'): WorkerEvent => ({
  type: 'status',
  runId: 1,
  status: value,
  phase: 'sample',
  step: 0,
  round: 1,
  totalSteps: 1,
});
const frontier = (complete: boolean) => ({ type: 'frontier', runId: 1, points: [], complete }) as const;
const piece = (value: 'running' | 'paused' | 'finished') =>
  ({ type: 'piece', runId: 1, piece: { status: value } }) as WorkerEvent;
const view = { type: 'view', runId: 1, view: {} } as unknown as WorkerEvent;

/** A worker that answers each kind of command with a fixed list of events. */
function scripted(answers: Partial<Record<Command['type'], WorkerEvent[]>>) {
  const sent: Command[] = [];
  let closed = false;
  const connect: Connect = async (onEvent) => ({
    send(command) {
      sent.push(command);
      for (const event of answers[command.type] ?? []) onEvent(event);
    },
    async close() {
      closed = true;
    },
  });
  return { connect, sent, isClosed: () => closed };
}

const loaded: WorkerEvent = {
  type: 'loaded',
  runId: 1,
  parameterCount: 10,
  promptCount: 2,
};
const newDriver = () => new Driver(defaults.strings, 'cpu');

test('loads, plays once, and ends when samples and frontier are there and kept', async () => {
  const worker = scripted({
    load: [loaded, status('ready')],
    play: [status('running'), frontier(false), status('finished'), status('finished')],
    view: [view, frontier(true), piece('finished')],
  });
  const seen: string[] = [];
  await drive(newDriver(), worker.connect, (event) => seen.push(event.type));
  expect(worker.sent.map(({ type }) => type)).toEqual(['load', 'play', ...Array(8).fill('view')]);
  const views = worker.sent.filter((command) => command.type === 'view');
  expect(new Set(views.map(({ promptIndex, seed }) => `${promptIndex} ${seed}`)).size).toBe(8);
  expect(new Set(views.map(({ promptIndex }) => promptIndex))).toEqual(new Set([0, 1]));
  expect(seen.filter((type) => type === 'view')).toHaveLength(8);
  expect(worker.isClosed()).toBe(true);
});

test('waits for a frontier that is later than the samples', () => {
  const driver = newDriver();
  for (const event of [loaded, status('finished'), ...Array<WorkerEvent>(8).fill(view)]) driver.next(event);
  expect(driver.next(status('finished'))).toEqual([]);
  expect(driver.next(frontier(false))).toEqual([]);
  expect(driver.next(frontier(true))).toEqual([]);
  expect(driver.next(piece('finished'))).toBeUndefined();
});

test('a run that goes on waits as it was left, and plays', () => {
  const resumption = { nextIndex: 3, frontierKnown: true } as Resumption;
  const driver = new Driver(defaults.strings, 'cpu', resumption);
  expect(driver.begin()).toMatchObject([{ type: 'load', resumption }]);
  expect(driver.next({ ...status('ready'), status: 'paused' } as WorkerEvent)).toEqual([{ type: 'play' }]);
  for (const event of [status('finished'), ...Array<WorkerEvent>(8).fill(view)]) driver.next(event);
  expect(driver.next(piece('finished'))).toBeUndefined(); // its frontier is known
});

test('a fault ends the run, and the connection is closed', async () => {
  const worker = scripted({ load: [{ type: 'fault', code: 'load-failed', message: 'no prior' }] });
  await drive(newDriver(), worker.connect, () => {});
  expect(worker.sent).toHaveLength(1);
  expect(worker.isClosed()).toBe(true);
});

test('a lost worker is an error', async () => {
  const connect: Connect = async (_, onLost) => ({
    send: () => onLost(new Error('the browser page crashed')),
    close: async () => {},
  });
  await expect(drive(newDriver(), connect, () => {})).rejects.toThrow('crashed');
});

test('another backend than the named one is an error, before anything is measured on it', async () => {
  const backend = (name: 'cpu' | 'tfjs-wasm', only?: true): WorkerEvent => ({
    type: 'backend',
    backend: { name, label: name, only },
  });
  const worker = scripted({ load: [backend('tfjs-wasm'), loaded, status('ready')] });
  await expect(drive(newDriver(), worker.connect, () => {})).rejects.toThrow(
    /^invalid backend: cpu .*tfjs-wasm/,
  );
  const driver = newDriver();
  for (const event of [backend('cpu'), loaded, status('ready')]) driver.next(event);
  expect(driver.next(backend('tfjs-wasm'))).toEqual([]); // a device that failed later has a substitute
  expect(new Driver(defaults.markov, 'webgpu').next(backend('cpu', true))).toEqual([]);
});

describe('an interruption', () => {
  test('leaves a run after the unit under way, and ends when that is kept, without samples', async () => {
    const ending = new AbortController();
    const worker = scripted({
      load: [loaded, status('ready')],
      play: [status('running')],
      advance: [piece('running'), status('running'), piece('paused')],
    });
    const driven = drive(newDriver(), worker.connect, () => {}, ending.signal);
    await Promise.resolve();
    expect(worker.sent.map(({ type }) => type)).toEqual(['load', 'play']);
    ending.abort();
    await driven;
    expect(worker.sent.map(({ type }) => type)).toEqual(['load', 'play', 'advance']);
    expect(worker.isClosed()).toBe(true);
  });

  test.each([
    ['loads', [loaded]],
    ['has finished and waits for its samples', [loaded, status('ready'), status('finished')]],
  ])('ends at once where the run %s', async (_, load) => {
    const ending = new AbortController();
    const worker = scripted({ load });
    const driven = drive(newDriver(), worker.connect, () => {}, ending.signal);
    await Promise.resolve();
    ending.abort();
    await driven;
    expect(worker.sent.map(({ type }) => type)).not.toContain('advance');
  });

  test('from before the connection begins nothing', async () => {
    const worker = scripted({});
    await drive(newDriver(), worker.connect, () => {}, AbortSignal.abort());
    expect(worker.sent).toEqual([]);
  });
});
