import { expect, it } from 'vitest';
import { presetFor } from '../config/presets.ts';
import type { OwnNeeds } from '../own/workshop/own_needs.ts';
import { memoryRuns } from '../storage/runs/memory_runs.ts';
import { OwnRuns } from './own_runs.ts';
import { openTab } from './sample_tab.ts';

const record = { name: 'config.json', bytes: 2, sha256: 'ab'.repeat(32) };
const needs: OwnNeeds = {
  model: { files: [record] },
  data: { ...record, name: 'prompts.jsonl' },
  plan: { length: 64, answerTokens: 16, tooLong: 'skip' },
  rule: '() => 1',
  figures: { samples: 2, prompts: 1, mean: 0, spread: 1, withinShare: 1 },
};
const id = '0123456789ab';
const config = { ...presetFor('own', 'brain'), own: id };
const open = async () => ({ type: 'own-files' as const, id, notes: [], needs });

/** A browser with a run of own files, in a tab that is gone. */
async function returning() {
  const [store, locks] = [memoryRuns(), new Set<string>()];
  const first = openTab(store, locks, config, open);
  await first.page.ownRuns.open({} as never);
  first.page.restart();
  await first.train(2);
  // The pieces of this test hold settings of their own.
  await store.put({ ...first.keeper.recordOf(1)!, config });
  locks.clear();
  return openTab(store, locks, config, open);
}

it('a kept run of own files waits for them, says which, and goes on once they are read', async () => {
  const tab = await returning();
  await tab.begin(true);
  const { page } = tab;
  expect(page.ownRuns.store.getState().waiting).toEqual({ runId: 1, needs });
  expect(page.getState().notices.map(({ message }) => message)).toEqual([
    'Run #1 waits for its files. Give them on the page “Bring your own”.',
  ]);
  expect(page.getState().currentRunId).not.toBe(1);
  await page.goOn(1);
  expect(tab.commands.filter(({ type }) => type === 'play')).toEqual([]);
  await page.ownRuns.open({} as never);
  page.ownRuns.wait();
  await page.goOn(1);
  expect(tab.commands.slice(-2)).toMatchObject([
    { type: 'load', runId: 1, resumption: { inputs: { own: needs } } },
    { type: 'play' },
  ]);
});

it('is not left at an earlier point without its files either', async () => {
  const tab = await returning();
  await tab.begin(true);
  const { currentRunId } = tab.page.getState();
  await tab.page.fork(1, 0);
  expect(tab.page.getState().currentRunId).toBe(currentRunId);
  expect(tab.page.getState().runs.filter(({ kept }) => kept)).toHaveLength(1);
});

it('has nothing to wait for where a run is of a task, and says so where nothing computes own runs', async () => {
  const runs = new OwnRuns();
  expect(runs.hasFilesOf(presetFor('strings', 'brain'))).toBe(true);
  expect(runs.needsOf(presetFor('strings', 'brain'))).toBeUndefined();
  expect(await runs.open({} as never)).toEqual({ type: 'own-files', problem: 'no worker computes here' });
  expect(runs.hasFilesOf(config)).toBe(false);
});
