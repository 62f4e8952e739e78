import { expect, it, vi } from 'vitest';
import { defaults } from '../config/presets.ts';
import { digestOf } from '../session/journal/run_piece.ts';
import type { WorkerEvent } from '../session/protocol.ts';
import { memoryRuns } from '../storage/runs/memory_runs.ts';
import { KEPT_RUNS } from './reducer.ts';
import { sampleBytes, samplePiece } from './sample_pieces.ts';
import { openTab, returningTab } from './sample_tab.ts';

it('comes back to the run that was not done, and asks the worker to continue it', async () => {
  const { tab } = await returningTab();
  await tab.begin(false);
  const { returnedId, currentRunId, progress } = tab.page.getState();
  expect([returnedId, currentRunId, progress.step]).toEqual([1, 1, 6]);
  expect(tab.commands).toMatchObject([{ type: 'load', runId: 1, resumption: { nextIndex: 3 } }]);
  tab.page.restart();
  expect(tab.page.getState().returnedId).toBeUndefined();
  expect(tab.ids()).toEqual([1, 2]);
});

it('a damaged record is set aside, can be removed, and hides no other', async () => {
  const store = memoryRuns();
  const { page, train, keeper } = openTab(store);
  for (let run = 0; run < 2; run++) {
    page.restart();
    await train();
  }
  const damaged = keeper.recordOf(1)!;
  const { history: _, ...digests } = samplePiece(0).digests;
  await store.put(damaged, samplePiece(0, { digests: { ...digests, history: digestOf(sampleBytes(9)) } }));
  const tab = openTab(store);
  await tab.begin(false);
  expect(tab.ids()).toContain(2);
  expect(tab.ids()).not.toContain(1);
  const [bad] = tab.page.getState().unreadable;
  expect(bad).toMatchObject({ key: damaged.key, record: damaged });
  expect(bad.reason).toMatch(/^invalid history: digest .* the bytes have changed/);
  tab.page.removeUnreadable(bad.key);
  expect(tab.page.getState().unreadable).toEqual([]);
  await tab.keeper.settled();
  expect((await store.list()).runs).toHaveLength(1);
});

it('a store that answers late holds up no fresh run, and its run is opened if that was meant', async () => {
  const { store, locks } = await returningTab();
  for (const [asked, loads] of [
    [false, [1, 2]],
    [true, [1]],
  ] as const) {
    locks.clear();
    let answer = () => {};
    const answered = new Promise<void>((go) => {
      answer = go;
    });
    const late = { ...store, list: () => answered.then(() => store.list()) };
    const tab = openTab(late, locks, { ...defaults.strings, ...(asked && { gamma: 0.3 }) });
    const begun = tab.page.begin(asked, Promise.resolve());
    await vi.waitFor(() => expect(tab.page.getState().currentRunId).toBe(1));
    answer();
    await begun;
    expect(tab.page.getState().returnedId).toBe(2);
    expect(tab.commands.flatMap((command) => (command.type === 'load' ? command.runId : []))).toEqual(loads);
  }
});

it('begins what the address asks for, and offers the run beside it', async () => {
  const { tab } = await returningTab();
  tab.page.edit('gamma', 0.3);
  await tab.begin(true);
  expect(tab.page.getState()).toMatchObject({ returnedId: 1, currentRunId: 2 });
  tab.page.dismissReturn();
  expect(tab.page.getState().returnedId).toBeUndefined();
});

it('one more than twenty pushes out the oldest that is not pinned, and it can come back', async () => {
  const { page, train, ids } = openTab();
  for (let run = 0; run < KEPT_RUNS + 1; run++) {
    page.restart();
    if (run === 1) page.pinRun(1, true);
    await train();
  }
  expect(ids()).toHaveLength(KEPT_RUNS + 1);
  page.restart();
  expect(ids().slice(0, 3)).toEqual([1, 3, 4]);
  expect(page.getState().removed).toMatchObject([{ reason: 'full', runs: [{ id: 2 }] }]);
  page.undoRemoval();
  expect(ids().slice(0, 3)).toEqual([1, 2, 3]);
});

it('clears all runs and brings all back; what is forgotten is gone from the store', async () => {
  const store = memoryRuns();
  const { page, train, ids, keeper } = openTab(store);
  for (let run = 0; run < 3; run++) {
    page.restart();
    await train();
  }
  page.clearRuns();
  expect(ids()).toEqual([4]);
  page.undoRemoval();
  expect(ids()).toEqual([1, 2, 3, 4]);
  page.clearRuns();
  await keeper.settled();
  expect((await store.list()).runs.every(({ removedMs }) => removedMs !== undefined)).toBe(true);
  page.forgetRemovals();
  await keeper.settled();
  expect((await store.list()).runs).toEqual([]);
  page.undoRemoval();
  expect(ids()).toEqual([4]);
});

it('a run that another tab has is marked, shown as it goes, and not opened', async () => {
  const { store, locks, tab } = await returningTab();
  await tab.begin(false);
  await tab.keeper.claim(tab.page.getState().runs[0].kept!.key);
  const second = openTab(store, locks);
  await second.begin(false);
  expect(second.page.getState()).toMatchObject({ returnedId: 1, currentRunId: 2, notices: [] });
  second.commands.length = 0;
  const [{ kept }] = second.page.getState().runs;
  expect(second.page.getState().elsewhere).toEqual([kept!.key]);
  await second.page.openRun(1);
  expect(second.commands).toEqual([]);
  expect(second.page.getState().notices[0].message).toMatch(/^Run #1 is open in another tab\./);
  const { step } = samplePiece(3);
  tab.say({ type: 'piece', runId: 1, piece: samplePiece(3) });
  await tab.keeper.settled();
  await second.keeper.heard(kept!.key);
  expect(second.page.getState().runs[0]).toMatchObject({ id: 1, kept: { step } });
  expect(second.page.getState().runs[0].steps.length).toBe(8);
  locks.clear();
  await second.keeper.lookElsewhere();
  expect(second.page.getState().elsewhere).toEqual([]);
});

it('a run that begins in another tab joins the list', async () => {
  const [store, locks] = [memoryRuns(), new Set<string>()];
  const [first, second] = [openTab(store, locks), openTab(store, locks)];
  await second.begin(false);
  first.page.restart();
  await first.train();
  const [{ kept }] = first.page.getState().runs;
  await second.keeper.heard(kept!.key);
  expect(second.ids()).toEqual([1, 2]);
  await second.keeper.heard(kept!.key);
  expect(second.ids()).toEqual([1, 2]);
});

it('a run that is removed in another tab goes, and comes back with it', async () => {
  const { store, locks, tab } = await returningTab();
  await tab.begin(false);
  const second = openTab(store, locks);
  await second.begin(true);
  const { key } = tab.page.getState().runs[0].kept!;
  tab.page.restart();
  tab.page.removeRun(1);
  await tab.keeper.settled();
  await second.keeper.heard(key);
  expect(second.ids()).toEqual([2]);
  expect(second.page.getState()).toMatchObject({ returnedId: undefined, removed: [] });
  tab.page.undoRemoval();
  await tab.keeper.settled();
  await second.keeper.heard(key);
  expect(second.ids()).toEqual([1, 2]);
});

it('leaves a run to other tabs once it has gone on with others', async () => {
  const { locks, tab } = await returningTab();
  await tab.begin(false);
  const { key } = tab.page.getState().runs[0].kept!;
  expect([...locks]).toEqual([key]);
  for (const _ of [1, 2]) {
    tab.page.restart();
    await tab.train();
  }
  expect(locks.has(key)).toBe(false);
});

it('looks back on the current run, and the last wish counts', async () => {
  const { tab } = await returningTab();
  await tab.begin(false);
  await Promise.all([tab.page.lookBack(0), tab.page.lookBack(2), tab.page.lookBack(1)]);
  const { past, runs } = tab.page.getState();
  expect(past?.index).toBe(1);
  expect(past?.run.evaluations.map(({ step }) => step)).toEqual([2, 4]);
  expect(runs[0].evaluations).toHaveLength(3);
  await tab.page.lookBack();
  expect(tab.page.getState().past).toBeUndefined();
});

it('while it looks back, a live setting is meant for the run that goes on from there', async () => {
  const { tab } = await returningTab();
  await tab.begin(false);
  tab.status('paused');
  await tab.page.lookBack(0);
  tab.page.edit('learningRate', 0.01);
  expect(tab.commands.filter(({ type }) => type === 'change')).toEqual([]);
  tab.page.play();
  expect(tab.page.getState().past).toBeUndefined();
});

it('forks with the drafted settings; the fork knows where it left', async () => {
  const { tab } = await returningTab();
  await tab.begin(false);
  tab.page.edit('gamma', 0.3);
  await tab.page.forkRun(1, 1);
  expect(tab.commands.at(-1)).toMatchObject({
    type: 'load',
    runId: 2,
    config: { gamma: 0.3 },
    resumption: { nextIndex: 2 },
  });
  expect(tab.page.getState().returnedId).toBeUndefined();
  expect(tab.page.getState()).toMatchObject({ currentRunId: 2, progress: { step: 4, status: 'loading' } });
  tab.status('loading');
  tab.status('paused');
  tab.say({ type: 'piece', runId: 2, piece: samplePiece(2) });
  await tab.keeper.settled();
  const [from, fork] = tab.page.getState().runs;
  expect(fork.kept?.parent).toEqual({ key: from.kept!.key, step: 4 });
  expect(fork.evaluations.map(({ step }) => step)).toEqual([2, 4]);
});

const refused = (runId: number): WorkerEvent => ({
  type: 'fault',
  runId,
  code: 'internal',
  message: 'invalid state: 3 (expected 4).',
});

it('a fork that the worker refuses is said, and the old run stays current', async () => {
  const { store, tab } = await returningTab();
  await tab.begin(false);
  tab.status('loading');
  tab.status('paused');
  await tab.page.forkRun(1, 1);
  tab.status('paused', 1); // still of the old run
  tab.say({ type: 'run-before', runId: 1 });
  tab.status('loading');
  tab.say(refused(2));
  tab.status('failed', 2);
  expect(tab.commands.at(-1)).toEqual({ type: 'undo' });
  tab.say({ type: 'run-resumed', runId: 1, leftId: 2 });
  tab.status('paused');
  const { fault, notices, currentRunId } = tab.page.getState();
  expect([fault, currentRunId, tab.ids()]).toEqual([undefined, 1, [1]]);
  expect(notices.at(-1)!.message).toBe(
    'invalid state: 3 (expected 4). The run was not opened, and no other is touched.',
  );
  await tab.keeper.settled();
  expect((await store.list()).runs).toHaveLength(1);
});

it('a method that trains another model is said by name', async () => {
  const { tab } = await returningTab();
  await tab.begin(false);
  tab.page.chooseMethod('ppo');
  await tab.page.forkRun(1, 1);
  tab.say(refused(2));
  expect(tab.page.getState().notices.at(-1)!.message).toBe(
    'PPO cannot go on from a run of BRAIn: invalid state: 3 (expected 4). No run is touched.',
  );
});

it('a fork is loaded back from its record where the worker no longer has the old run', async () => {
  const { tab } = await returningTab();
  await tab.begin(false);
  tab.status('loading');
  tab.status('paused');
  await tab.page.forkRun(1, 1);
  tab.status('loading');
  tab.say(refused(2));
  await vi.waitFor(() =>
    expect(tab.commands.at(-1)).toMatchObject({ type: 'load', runId: 1, resumption: { nextIndex: 3 } }),
  );
});

it('a run of an earlier visit that the worker refuses leaves a page that can train', async () => {
  const { tab } = await returningTab();
  await tab.begin(false);
  tab.status('loading');
  tab.say(refused(1));
  expect(tab.commands.at(-1)).toMatchObject({ type: 'load', runId: 2 });
  expect(tab.ids()).toEqual([1, 2]);
  tab.say(refused(2));
  expect(tab.page.getState().fault?.code).toBe('internal');
});
