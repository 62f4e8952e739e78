// The store of runs on a real IndexedDB.
import { beforeEach, expect, it } from 'vitest';
import { defaults } from '../../config/presets.ts';
import { digestOf, type RunPiece } from '../../session/journal/run_piece.ts';
import { database, RUN_HISTORIES, RUN_INPUTS, RUN_STATES, RUNS } from '../database.ts';
import { browserRuns } from './browser_runs.ts';
import { claimInBrowser } from './claim.ts';
import { KEPT_SCHEMA, type KeptRun } from './kept_run.ts';

const config = defaults.strings;
const bytes = (...values: number[]) => new Uint8Array(values);

const kept = (key: string, part: Partial<KeptRun> = {}): KeptRun => ({
  schema: KEPT_SCHEMA,
  version: 1,
  key,
  createdMs: 1,
  savedMs: 2,
  config,
  status: 'paused',
  step: 3,
  round: 1,
  totalSteps: 9,
  backend: 'cpu',
  pieces: [{ index: 0, step: 3, round: 1, evaluated: true, bytes: 6, stateBytes: 2 }],
  pinned: false,
  ...part,
});

function piece(index: number): RunPiece {
  const parts = { history: bytes(1, index), groups: bytes(2, index), state: bytes(3, index) };
  return {
    index,
    status: 'paused',
    step: 3,
    round: 1,
    totalSteps: 9,
    evaluated: true,
    backend: 'cpu',
    config,
    ...parts,
    digests: {
      history: digestOf(parts.history),
      groups: digestOf(parts.groups),
      state: digestOf(parts.state),
    },
  };
}

const store = browserRuns();

beforeEach(async () => {
  const db = await database();
  for (const name of [RUNS, RUN_HISTORIES, RUN_STATES, RUN_INPUTS]) await db.clear(name);
});

it('keeps records and bytes, oldest first', async () => {
  await store.put(kept('aaaaaaaa', { createdMs: 5 }), piece(0));
  await store.put(kept('bbbbbbbb', { createdMs: 4 }), piece(0));
  expect((await store.list()).runs.map(({ key }) => key)).toEqual(['bbbbbbbb', 'aaaaaaaa']);
  expect(await store.piece('aaaaaaaa', 0, true)).toMatchObject({
    history: bytes(1, 0),
    groups: bytes(2, 0),
    state: bytes(3, 0),
  });
});

it('a dropped state is named, and the rest of its piece stays', async () => {
  await store.put(kept('aaaaaaaa'), piece(0));
  await store.put(kept('aaaaaaaa'), piece(1), [0]);
  await expect(store.piece('aaaaaaaa', 0, true)).rejects.toThrow(
    'invalid run: the state of piece 0 is missing',
  );
  expect((await store.piece('aaaaaaaa', 0, false)).groups).toEqual(bytes(2, 0));
});

it('damage is seen before it is used', async () => {
  await store.put(kept('aaaaaaaa'), piece(0));
  await (await database()).put(RUN_STATES, bytes(9, 9), ['aaaaaaaa', 0]);
  await expect(store.piece('aaaaaaaa', 0, true)).rejects.toThrow(
    /^invalid state: digest .* the bytes have changed/,
  );
});

it('a copy stands by itself when the first run goes', async () => {
  await store.put(kept('aaaaaaaa'), piece(0));
  await store.put(kept('aaaaaaaa'), piece(1));
  await store.copyPieces('aaaaaaaa', 'bbbbbbbb', 1);
  await store.remove('aaaaaaaa');
  expect((await store.piece('bbbbbbbb', 1, true)).state).toEqual(bytes(3, 1));
  await expect(store.piece('bbbbbbbb', 0, true)).rejects.toThrow('missing');
  expect(await (await database()).getAllKeys(RUN_HISTORIES)).toEqual([
    ['bbbbbbbb', 0],
    ['bbbbbbbb', 1],
  ]);
});

it('a whole run takes the place of what its key had', async () => {
  for (const index of [0, 1, 2]) await store.put(kept('aaaaaaaa'), piece(index));
  const { state: _, ...withoutState } = piece(0);
  await store.replace(kept('aaaaaaaa', { step: 7 }), [withoutState, piece(1)], new Map());
  expect((await store.list()).runs).toMatchObject([{ step: 7 }]);
  await expect(store.piece('aaaaaaaa', 2, false)).rejects.toThrow('piece 2 is missing');
  await expect(store.piece('aaaaaaaa', 0, true)).rejects.toThrow('the state of piece 0 is missing');
  expect((await store.piece('aaaaaaaa', 1, true)).state).toEqual(bytes(3, 1));
});

it('runs share what they train on, and it goes with the last of them', async () => {
  const lines = bytes(4, 5, 6);
  const digest = digestOf(lines);
  const inputs = { 'preferences.jsonl': digest };
  const stored = new Map([[digest, lines]]);
  await store.put(kept('aaaaaaaa', { inputs }), piece(0), [], stored);
  await store.replace(kept('bbbbbbbb', { inputs }), [piece(0)], stored);
  expect(await (await database()).getAllKeys(RUN_INPUTS)).toEqual([digest]);
  await store.remove('aaaaaaaa');
  expect(await store.input(digest)).toEqual(lines);
  await store.replace(kept('bbbbbbbb'), [piece(0)], new Map());
  await expect(store.input(digest)).rejects.toThrow(/^invalid run: input .* is missing/);
});

it('what a run trains on is checked, too', async () => {
  const digest = digestOf(bytes(1));
  await (await database()).put(RUN_INPUTS, bytes(2), digest);
  await expect(store.input(digest)).rejects.toThrow(/^invalid input: digest .* the bytes have changed/);
});

it('a record that cannot be read is set aside with its reason', async () => {
  await store.put(kept('aaaaaaaa'), piece(0));
  await (await database()).put(RUNS, { ...kept('bbbbbbbb'), version: 9 }, 'bbbbbbbb');
  await (await database()).put(RUNS, { ...kept('cccccccc'), step: -1 }, 'cccccccc');
  const { runs, bad } = await store.list();
  expect(runs.map(({ key }) => key)).toEqual(['aaaaaaaa']);
  expect(bad.map(({ key, reason }) => [key, reason.slice(0, 23)])).toEqual([
    ['bbbbbbbb', 'invalid run: version 9 '],
    ['cccccccc', 'invalid run: step (expe'],
  ]);
});

it('one claim at a time', async () => {
  const first = await claimInBrowser('aaaaaaaa');
  expect(await claimInBrowser('aaaaaaaa')).toBeUndefined();
  first!.release();
  await expect.poll(() => claimInBrowser('aaaaaaaa')).toBeDefined();
});
