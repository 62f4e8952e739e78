import { expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import type { Command, WorkerEvent } from '../session/protocol.ts';
import { draftIsTooLarge, pendingKeys, startIsTooLarge, waitsForRestart } from './draft_state.ts';
import { KEPT_RUNS } from './reducer.ts';
import { stepEvent } from './sample_events.ts';
import { createPageStore } from './store.ts';

function setUp() {
  const commands: Command[] = [];
  const tasks: (() => void)[] = [];
  let emit: (event: WorkerEvent) => void = () => {};
  const store = createPageStore({
    config: defaults.strings,
    connect: (onEvent) => {
      emit = onEvent;
      return { send: (command) => commands.push(command) };
    },
    schedule: (task) => tasks.push(task),
  });
  const publish = () => {
    for (const task of tasks.splice(0)) task();
  };
  const status = (name: 'ready' | 'running' | 'finished', runId = store.getState().currentRunId) =>
    emit({ type: 'status', runId, status: name, phase: 'sample', step: 0, round: 0, totalSteps: 10 });
  return { store, commands, tasks, publish, status, emit: (event: WorkerEvent) => emit(event) };
}

it('publishes many events as one change', () => {
  const { store, tasks, publish, emit } = setUp();
  store.restart();
  let changes = 0;
  store.subscribe(() => changes++);
  for (let step = 1; step <= 100; step++) emit(stepEvent(1, step));
  expect(tasks).toHaveLength(1);
  publish();
  expect(changes).toBe(1);
  expect(store.getState().runs[0].steps.length).toBe(100);
});

it('queues play behind a model that still loads and says so until the run begins', () => {
  const { store, commands, publish, status } = setUp();
  store.restart();
  store.play();
  expect(commands.map((c) => c.type)).toEqual(['load', 'play']);
  status('ready');
  publish();
  expect(store.getState().playRequested).toBe(true);
  status('running');
  publish();
  expect(store.getState().playRequested).toBe(false);
});

it('begins a run for who presses play before the storage has answered', () => {
  const { store, commands } = setUp();
  store.play();
  expect(commands.map((c) => c.type)).toEqual(['load', 'play']);
  expect(store.getState().playRequested).toBe(true);
});

it('starts a new run when play is pressed after the end', () => {
  const { store, commands, publish, status } = setUp();
  store.restart();
  status('finished');
  publish();
  store.play();
  expect(commands.map((c) => c.type)).toEqual(['load', 'load', 'play']);
});

it('sends a live setting at once and keeps the others for a restart', () => {
  const { store, commands } = setUp();
  store.restart();
  store.edit('gamma', 0.5);
  expect(commands).toHaveLength(1);
  expect(pendingKeys(store.getState())).toEqual(['gamma']);
  store.edit('learningRate', 0.01);
  expect(commands.at(-1)).toEqual({ type: 'change', config: { ...defaults.strings, learningRate: 0.01 } });
  expect(pendingKeys(store.getState())).toEqual(['gamma']);
  store.restart();
  expect(pendingKeys(store.getState())).toEqual([]);
});

it('begins the first run with what was set before it', () => {
  const { store, commands } = setUp();
  store.restart();
  store.edit('gamma', 0.5);
  expect(waitsForRestart(store.getState())).toBe(false);
  store.play();
  expect(commands.map((c) => c.type)).toEqual(['load', 'load', 'play']);
  expect(commands[1]).toMatchObject({ config: { gamma: 0.5 }, runId: 2 });
  expect(store.getState().runs.map((run) => run.id)).toEqual([2]);
});

it('waits for a restart once steps were taken', () => {
  const { store, commands, publish, status, emit } = setUp();
  store.restart();
  status('running');
  emit(stepEvent(1, 1));
  publish();
  store.edit('gamma', 0.5);
  expect(waitsForRestart(store.getState())).toBe(true);
  store.play();
  expect(commands.map((c) => c.type)).toEqual(['load', 'play']);
});

it('loads another task at once, unless a run is active', () => {
  const { store, commands, publish, status } = setUp();
  store.restart();
  status('running');
  publish();
  store.chooseTask('tldr');
  expect(commands).toHaveLength(1);
  status('finished');
  publish();
  store.chooseTask('tldr');
  expect(commands.at(-1)).toMatchObject({ type: 'load', config: { task: 'tldr' } });
});

it('does not ask for a restart over a setting the method does not read', () => {
  const { store } = setUp();
  store.restart();
  store.edit('partitionScope', 'task');
  expect(pendingKeys(store.getState())).toEqual([]);
});

it('refuses a setting in conflict with others, with the reason', () => {
  const { store } = setUp();
  store.edit('method', 'dpo-sft');
  store.edit('samplesPerPrompt', 7);
  expect(store.getState().draft.samplesPerPrompt).toBe(defaults.strings.samplesPerPrompt);
  expect(store.getState().notices[0].message).toMatch(/expected an even number/);
});

it('takes the defaults of a newly chosen task and keeps the method', () => {
  const { store } = setUp();
  store.edit('method', 'gdc');
  store.chooseTask('tldr');
  expect(store.getState().draft).toEqual({ ...defaults.tldr, method: 'gdc' });
});

it('asks what a draft would need, and does not start what the device cannot hold', () => {
  const { store, commands, publish, status, emit } = setUp();
  const gpu = { name: 'webgpu', label: 'WebGPU', largestBufferBytes: 1000 } as const;
  emit({ type: 'backend', backend: gpu });
  const estimated = (bytes: number) => {
    const largest = { bytes, of: 'activations' } as const;
    const estimate = { parameters: 1, optimiser: 1, activations: 1, cache: 1, total: 4, largest };
    emit({ type: 'memory-estimate', estimate });
    publish();
  };
  store.restart();
  status('ready');
  estimated(900);
  store.edit('samplesPerPrompt', 64);
  expect(commands.at(-1)).toMatchObject({ type: 'estimate', config: { samplesPerPrompt: 64 } });
  expect(draftIsTooLarge(store.getState())).toBe(false);
  estimated(1001);
  expect(startIsTooLarge(store.getState())).toBe(true);
  const sent = commands.length;
  store.play();
  expect(commands).toHaveLength(sent);
  // A draft does not block a run that resumes with its present config.
  status('running');
  publish();
  expect([draftIsTooLarge(store.getState()), startIsTooLarge(store.getState())]).toEqual([true, false]);
  // On the CPU there is no such limit.
  emit({ type: 'backend', backend: { name: 'tfjs-wasm', label: 'CPU' } });
  publish();
  expect(draftIsTooLarge(store.getState())).toBe(false);
});

it('shows the progress of compiling, and keeps diagnostics with their notice', () => {
  const { store, publish, emit } = setUp();
  emit({ type: 'preparing', done: 3, total: 9 });
  publish();
  expect(store.getState().preparing).toEqual({ done: 3, total: 9 });
  emit({ type: 'preparing', done: 9, total: 9 });
  emit({ type: 'notice', message: 'The device was lost.', diagnostics: '{}' });
  publish();
  expect(store.getState().preparing).toBeUndefined();
  expect(store.getState().notices.at(-1)).toMatchObject({ diagnostics: '{}' });
});

it('keeps twenty trained runs and every pinned one; the one that goes can come back', () => {
  const { store, publish, emit } = setUp();
  for (let runId = 1; runId <= KEPT_RUNS + 1; runId++) {
    store.restart();
    emit(stepEvent(runId, 1));
    publish();
    if (runId === 1) store.pinRun(1, true);
  }
  const ids = () => store.getState().runs.map(({ id }) => id);
  expect(ids()).toHaveLength(KEPT_RUNS + 1);
  store.restart();
  expect(ids()).not.toContain(2);
  expect(ids()).toContain(1);
  store.undoRemoval();
  expect(ids().slice(0, 3)).toEqual([1, 2, 3]);
});
