// fixtures/continued: 16 steps on the page, and three rounds more under torchrun.
import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { beforeEach, expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import type { NamedBlob } from '../own/workshop/own_setup.ts';
import type { Command, WorkerEvent } from '../session/protocol.ts';
import { filedRun, origin } from '../storage/runs/file/filed_run.ts';
import { RUN_FILE_LIMITS } from '../storage/runs/file/run_file.ts';
import { writeRunFile } from '../storage/runs/file/write_run_file.ts';
import { evaluationEvent, stepEvent } from './sample_events.ts';
import { createPageStore, type PageStore } from './store.ts';

const fixture = (name: string) => readFileSync(`src/own/export/fixtures/continued/${name}`);
const fileOf = (name: string, bytes: Uint8Array): NamedBlob => ({
  name,
  blob: new Blob([new Uint8Array(bytes)]),
});
const json = JSON.parse(fixture('run.json').toString());
const runJson = (changes: object) =>
  fileOf('run.json', new TextEncoder().encode(JSON.stringify({ ...json, ...changes })));
const continued = [
  fileOf('run.json', fixture('run.json')),
  fileOf('metrics.csv', fixture('metrics.csv')),
  fileOf('config.json', Uint8Array.of(123)),
];
const zipOf = (folder: string) =>
  fileOf(
    'more.zip',
    zipSync({
      [`${folder}run.json`]: fixture('run.json'),
      [`${folder}metrics.csv`]: fixture('metrics.csv'),
      'more/model.safetensors': new Uint8Array(1000),
    }),
  );

let store: PageStore;
let commands: Command[];
let say: (event: WorkerEvent) => void;
const status = (value: 'paused' | 'loading', runId = 1) =>
  say({ type: 'status', runId, status: value, phase: 'sample', step: 2, round: 1, totalSteps: 10 });

beforeEach(() => {
  commands = [];
  store = createPageStore({
    config: defaults.strings,
    connect: (onEvent) => {
      say = onEvent;
      return { send: (command) => commands.push(command) };
    },
    schedule: (task) => task(),
  });
  store.restart();
  for (const event of [stepEvent(1, 1), stepEvent(1, 2), evaluationEvent(1, 2)]) say(event);
  status('paused');
  commands.length = 0;
});

const elsewhere = () => store.getState().clusterRuns;
const lastNotice = () => store.getState().notices.at(-1)!.message;
const asked = {
  origin: { ...origin, date: '2026-01-01' },
  scripts: new Map([['train_brain.py', '']]),
  check: true,
};

it('asks the worker with the figures of the page, and takes its folder', async () => {
  const folder = store.exportCurrentRun(asked);
  expect(commands).toMatchObject([
    {
      type: 'export',
      check: true,
      steps: [
        { step: 1, loss: 1 },
        { step: 2, loss: 0.5 },
      ],
      evaluations: [{ step: 2 }],
    },
  ]);
  status('paused');
  say({ type: 'export', runId: 2, folder: { files: [], notes: ['of another run'] } });
  say({ type: 'export', runId: 1, folder: { files: [], notes: ['a note'] } });
  expect(await folder).toEqual({ files: [], notes: ['a note'] });
});

it('rejects with what the worker says, and where it cannot answer any more', async () => {
  const refused = store.exportCurrentRun(asked);
  say({ type: 'export', runId: 1, folder: { problem: 'the run is computing (expected it to be paused)' } });
  await expect(refused).rejects.toThrow('the run is computing');
  const failed = store.exportCurrentRun(asked);
  say({ type: 'fault', runId: 1, code: 'internal', message: 'The worker stopped' });
  await expect(failed).rejects.toThrow('The worker stopped');
  const replaced = store.exportCurrentRun(asked);
  status('loading');
  await expect(replaced).rejects.toThrow('another run was loaded meanwhile');
});

it('draws the points of a cluster, those after the run left', async () => {
  await store.openFiles(continued);
  expect(elsewhere()).toMatchObject([{ id: 1, leftAtStep: 16, config: { task: 'strings' } }]);
  expect(elsewhere()[0].points.map(({ step }) => step)).toEqual([24, 32, 40]);
  expect(lastNotice()).toBe(
    'A run computed elsewhere is on the frontier, steps 24 to 40. It stays until this page is reloaded.',
  );
  await store.openFiles(continued);
  expect(elsewhere()).toHaveLength(1);
  await store.openFiles([runJson({ computed_on: 'another cluster' }), continued[1]]);
  expect(elsewhere().map(({ id }) => id)).toEqual([1, 2]);
  store.removeClusterRun(1);
  expect(elsewhere().map(({ computedOn }) => computedOn)).toEqual(['another cluster']);
});

it.each(['brain/', 'more/brain/', 'a/b/brain/'])('finds %s in a zip', async (folder) => {
  await store.openFiles([zipOf(folder)]);
  expect(elsewhere()).toHaveLength(1);
});

it('leaves other files to those who read them', async () => {
  const parts = await filedRun();
  await store.openFiles([fileOf('run.zip', writeRunFile({ ...parts, origin })), zipOf('brain/')]);
  expect(elsewhere()).toHaveLength(1);
  expect(store.getState().runs.map(({ config }) => config.task)).toEqual(['strings', 'markov']);
  await store.openFiles([fileOf('notes.txt', Uint8Array.of(1))]);
  expect(lastNotice()).toMatch(/^notes\.txt: invalid run file: another kind of file/);
});

it.each([
  ['a run that no cluster has gone on with', { continued_from_step: undefined }, 'no point is later than'],
  ['a run that left at its end', { continued_from_step: 40 }, 'no point is later than the run here'],
  [
    'another task',
    { config: { ...json.config, task: 'tldr' } },
    'the run has task tldr (expected strings, as the frontier that is shown)',
  ],
  ['another schema', { schema: 'brain-run' }, 'run.json: invalid run.json: schema'],
])('refuses %s and changes nothing', async (_, changes, reason) => {
  await store.openFiles([runJson(changes), continued[1]]);
  expect(elsewhere()).toEqual([]);
  expect(lastNotice()).toContain(reason);
  expect(lastNotice()).toMatch(/\. Nothing was changed\.$/);
});

it('says what to do with a zip that is too large', async () => {
  const size = RUN_FILE_LIMITS.fileBytes + 1;
  await store.openFiles([{ name: 'more.zip', blob: { ...zipOf('brain/').blob, size } }]);
  expect(lastNotice()).toMatch(/^more\.zip has \d+ bytes .* drop the folder/);
});
