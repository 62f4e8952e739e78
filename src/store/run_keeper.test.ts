import { expect, it } from 'vitest';
import { memoryRuns } from '../storage/runs/memory_runs.ts';
import type { PageEvent } from './page_state.ts';
import { RunKeeper } from './run_keeper.ts';
import { sampleBytes as bytes, samplePiece as piece } from './sample_pieces.ts';
import { column } from './step_log.ts';

function setUp(store = memoryRuns(), held: readonly string[] = []) {
  const events: PageEvent[] = [];
  let keys = 0;
  let now = 1000;
  const keeper = new RunKeeper({
    store,
    claim: async (key) => (held.includes(key) ? undefined : { release: () => {} }),
    claimed: async () => held,
    act: (event) => events.push(event as PageEvent),
    tell: () => {},
    newKey: () => `abcdef0${keys++}`,
    now: () => now++,
  });
  return { keeper, store, events };
}

async function restored(keeper: RunKeeper) {
  let next = 1;
  const { found } = await keeper.found(() => next++);
  await keeper.settled();
  return Promise.all(found.map(([runId, kept]) => keeper.read(runId, kept)));
}

it('brings back curves and points of a run as they were told', async () => {
  const { keeper, store, events } = setUp();
  keeper.begin(7, { inputs: { preferences: 'lines' } });
  for (const index of [0, 1, 2]) keeper.take({ type: 'piece', runId: 7, piece: piece(index) });
  await keeper.settled();
  expect(events.map(({ type }) => type)).toEqual(['run-kept', 'run-kept', 'run-kept']);
  const [run] = await restored(setUp(store).keeper);
  expect(run.id).toBe(1);
  expect([...column(run.steps, 'step')]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(run.evaluations.map(({ step }) => step)).toEqual([2, 4, 6]);
  expect(run.kept).toMatchObject({ key: 'abcdef00', step: 6, totalSteps: 20 });
  expect((await keeper.resumption(run.kept!)).inputs).toEqual({ preferences: 'lines' });
});

it('continues from the last state with the groups of all pieces', async () => {
  const { keeper, store } = setUp();
  keeper.begin(1, {});
  keeper.take({ type: 'piece', runId: 1, piece: piece(0) });
  keeper.take({ type: 'piece', runId: 1, piece: piece(1) });
  const { state: _, ...digests } = piece(2).digests;
  keeper.take({ type: 'piece', runId: 1, piece: piece(2, { state: undefined, digests }) });
  await keeper.settled();
  const second = setUp(store).keeper;
  const [{ kept }] = await restored(second);
  const resumption = await second.resumption(kept!);
  expect(resumption).toMatchObject({ state: bytes(1, 1), groups: [bytes(0), bytes(1)], nextIndex: 2 });
});

it('a piece that comes again replaces it and what followed', async () => {
  const { keeper } = setUp();
  keeper.begin(1, {});
  for (const index of [0, 1, 2, 1]) keeper.take({ type: 'piece', runId: 1, piece: piece(index) });
  await keeper.settled();
  expect(keeper.recordOf(1)!.pieces.map(({ index }) => index)).toEqual([0, 1]);
});

it('does not write a run that another tab has', async () => {
  const { keeper, events } = setUp(memoryRuns(), ['abcdef00']);
  keeper.begin(1, {});
  keeper.take({ type: 'piece', runId: 1, piece: piece(0) });
  await keeper.settled();
  expect(events).toEqual([{ type: 'runs-elsewhere', keys: ['abcdef00'] }]);
  expect(await keeper.claim('abcdef00')).toBe(false);
});

it('a fork has what the run had up to there, and its own key', async () => {
  const { keeper } = setUp();
  keeper.begin(1, {});
  for (const index of [0, 1, 2]) keeper.take({ type: 'piece', runId: 1, piece: piece(index) });
  await keeper.settled();
  const from = keeper.recordOf(1)!;
  const fork = await keeper.fork(1, 1, {});
  expect(fork).toMatchObject({ step: 4, status: 'paused', parent: { key: from.key, step: 4 } });
  expect(fork.key).not.toBe(from.key);
  const run = await keeper.read(2, fork);
  expect(run.evaluations.map(({ step }) => step)).toEqual([2, 4]);
  expect(await keeper.resumption(fork, 1)).toMatchObject({ state: bytes(1, 1), nextIndex: 2 });
});

it('what was removed goes for good at the next visit, unless it was taken back', async () => {
  const { keeper, store } = setUp();
  for (const runId of [1, 2]) {
    keeper.begin(runId, {});
    keeper.take({ type: 'piece', runId, piece: piece(0) });
    keeper.change(runId, { removedMs: 5 });
  }
  keeper.change(2, { removedMs: undefined });
  await keeper.settled();
  const runs = await restored(setUp(store).keeper);
  expect(runs.map((run) => run.kept!.key)).toEqual([keeper.recordOf(2)!.key]);
  expect((await store.list()).runs).toHaveLength(1);
});
