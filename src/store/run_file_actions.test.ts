import { beforeEach, expect, it } from 'vitest';
import { presetFor } from '../config/presets.ts';
import type { Command, WorkerEvent } from '../session/protocol.ts';
import { filedRun, origin } from '../storage/runs/file/filed_run.ts';
import { writeRunFile } from '../storage/runs/file/write_run_file.ts';
import type { KeptRun } from '../storage/runs/kept_run.ts';
import type { DroppedFile } from './run_file_actions.ts';
import { createPageStore, type PageStore } from './store.ts';

const parts = await filedRun();
/** A run that was left on the way. */
const paused = { ...parts, kept: { ...parts.kept, status: 'paused' } as KeptRun };

function fileOf(changes: Partial<KeptRun> = {}, name = 'run.zip'): DroppedFile {
  const bytes = writeRunFile({ ...paused, kept: { ...paused.kept, ...changes }, origin });
  return { name, size: bytes.length, arrayBuffer: async () => bytes.slice().buffer };
}
const textFile = (name: string, text: string): DroppedFile => {
  const bytes = new TextEncoder().encode(text);
  return { name, size: bytes.length, arrayBuffer: async () => bytes.buffer };
};

let store: PageStore;
let commands: Command[];
let say: (event: WorkerEvent) => void;

beforeEach(() => {
  commands = [];
  store = createPageStore({
    config: presetFor('markov', 'brain'),
    connect: (onEvent) => {
      say = onEvent;
      return { send: (command) => commands.push(command) };
    },
    schedule: (task) => task(),
  });
  store.restart();
  status('ready');
});

function status(value: 'ready' | 'running' | 'paused', step = 0): void {
  say({
    type: 'status',
    runId: store.getState().currentRunId,
    status: value,
    phase: 'sample',
    step,
    round: 1,
    totalSteps: 10,
  });
}
const { key, step } = paused.kept;
const keys = () => store.getState().runs.map(({ kept }) => kept?.key);
const notices = () => store.getState().notices.map(({ message }) => message);
const newer = () => fileOf({ savedMs: paused.kept.savedMs + 1000 });

/** Opens a file up to the question, if there is one. */
async function opening(file: DroppedFile) {
  const done = store.openRunFiles([file]);
  await expect
    .poll(() => store.getState().fileOpening === undefined || store.getState().fileOpening?.newer)
    .toBeTruthy();
  return done;
}

it('a run from a file takes the place of a run that has not trained, and goes on', async () => {
  await store.openRunFiles([fileOf()]);
  const { runs, currentRunId, returnedId, fileOpening } = store.getState();
  expect(runs.map(({ kept }) => kept?.key)).toEqual([key]);
  expect([currentRunId, returnedId]).toEqual([runs[0].id, runs[0].id]);
  expect(runs[0].steps.length).toBe(step);
  expect(runs[0].evaluations.length).toBeGreaterThan(2);
  expect(commands.at(-1)).toMatchObject({
    type: 'load',
    runId: runs[0].id,
    config: paused.kept.config,
    resumption: { nextIndex: parts.pieces.findLast(({ state }) => state)!.index + 1, inputs: {} },
  });
  expect(fileOpening).toBeUndefined();
  expect(notices()).toEqual([`Run #${runs[0].id} is in the list of runs, from run.zip.`]);
});

it('a run that trains goes on beside it', async () => {
  status('running', 1);
  const before = store.getState();
  commands.length = 0;
  await store.openRunFiles([fileOf()]);
  expect(store.getState().currentRunId).toBe(before.currentRunId);
  expect(keys()).toEqual([undefined, key]);
  expect(commands).toEqual([]);
  expect(store.getState().returnedId).toBe(store.getState().runs[1].id);
});

it.each([
  ['notes.txt', 'hello', 'invalid run file: another kind of file (expected a .zip that this page saved)'],
  ['other.zip', 'PK\u0003\u0004', 'invalid run file: '],
])('%s is refused and changes nothing', async (name, text, reason) => {
  const { notices: _, ...before } = store.getState();
  commands.length = 0;
  await store.openRunFiles([textFile(name, text)]);
  const { notices: said, fileOpening, ...after } = store.getState();
  expect(after).toEqual(before);
  expect(fileOpening).toBeUndefined();
  expect(said).toHaveLength(1);
  expect(said[0].message).toContain(`${name}: ${reason}`);
  expect(said[0].message).toMatch(/\. Nothing was changed\.$/);
  expect(commands).toEqual([]);
});

it('a file that is too large is not even read', async () => {
  const file = { name: 'large.zip', size: 1e12, arrayBuffer: () => Promise.reject(new Error('was read')) };
  await store.openRunFiles([file]);
  expect(notices()[0]).toMatch(/^large\.zip: invalid run file: 1000000000000 bytes \(expected at most \d+\)/);
});

it('a state that is not newer becomes a run of its own', async () => {
  await store.openRunFiles([fileOf(), fileOf()]);
  const [first, second] = store.getState().runs;
  expect(second.kept).toMatchObject({ parent: { key, step }, step });
  expect(second.kept!.key).not.toBe(key);
  expect(first.kept!.key).toBe(key);
  expect((await store.runParts(second.id)).pieces).toEqual((await store.runParts(first.id)).pieces);
});

it('a newer state takes the place of the run where the visitor says so', async () => {
  await store.openRunFiles([fileOf()]);
  const [{ id }] = store.getState().runs;
  const opened = opening(newer());
  await expect.poll(() => store.getState().fileOpening?.newer).toMatchObject({ runId: id, step });
  store.answerReplacement('replace');
  await opened;
  const { runs, currentRunId } = store.getState();
  expect(runs.map(({ kept }) => [kept!.key, kept!.savedMs])).toEqual([[key, paused.kept.savedMs + 1000]]);
  expect(currentRunId).toBe(runs[0].id);
  expect(commands.at(-1)).toMatchObject({ type: 'load', runId: runs[0].id });
  // The worker may still tell of the run that is gone.
  const [piece] = parts.pieces;
  const { status: was, config, backend, round, totalSteps } = paused.kept;
  say({
    type: 'piece',
    runId: id,
    piece: { ...piece, status: was, config, backend, round, totalSteps, step: 1, evaluated: false },
  });
  expect((await store.runParts(runs[0].id)).pieces).toHaveLength(parts.pieces.length);
});

it.each([
  ['copy', 2],
  ['cancel', 1],
] as const)('a newer state may leave the run alone: %s', async (answer, count) => {
  await store.openRunFiles([fileOf()]);
  const [before] = store.getState().runs;
  const opened = opening(newer());
  await expect.poll(() => store.getState().fileOpening?.newer).toBeDefined();
  store.answerReplacement(answer);
  await opened;
  const { runs } = store.getState();
  expect(runs).toHaveLength(count);
  expect(runs[0]).toEqual(before);
});

it('a run that trains is not replaced, and nobody is asked', async () => {
  await store.openRunFiles([fileOf()]);
  status('running', step);
  await store.openRunFiles([newer()]);
  expect(keys()).toHaveLength(2);
  expect(keys()[0]).toBe(key);
});

it('a checkpoint has the states and settings of its time, and no later piece', async () => {
  await store.openRunFiles([fileOf()]);
  const [{ id, kept }] = store.getState().runs;
  const { index, step: then } = kept!.pieces[1];
  const checkpoint = await store.runParts(id, index);
  expect(checkpoint.pieces.map(({ state }) => state !== undefined)).toEqual([false, true]);
  expect(checkpoint.kept).toMatchObject({ step: then, status: 'paused' });
  await store.openRunFiles([
    {
      ...fileOf(),
      arrayBuffer: async () => writeRunFile({ ...checkpoint, origin }).buffer,
    },
  ]);
  const copy = store.getState().runs[1];
  expect(copy.steps.length).toBe(then);
  expect(copy.kept!.parent).toEqual({ key, step: then });
});
