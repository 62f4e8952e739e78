import { expect, test, vi } from 'vitest';
import { defaults } from '../../config/presets.ts';
import type { WorkerEvent } from '../../session/protocol.ts';
import type { PageEvent } from '../../store/page_state.ts';
import { evaluationEvent, stepEvent } from '../../store/sample_events.ts';
import { samplePiece } from '../../store/sample_pieces.ts';
import { renderOnPage } from '../frame/played_page.tsx';
import { RunsFold } from '../stage/RunsFold.tsx';

/** A page with a list of runs, each trained for three pieces. */
async function listOf(runs: number) {
  const page = await renderOnPage(<RunsFold />);
  const { store, screen } = page;
  const say = (event: WorkerEvent | PageEvent) => page.say(event as WorkerEvent);
  const kept = (runId: number) => store.getState().runs.find(({ id }) => id === runId)?.kept;
  const train = async (runId: number) => {
    for (const index of [0, 1, 2]) {
      const { step } = samplePiece(index);
      say(stepEvent(runId, step));
      say(evaluationEvent(runId, step));
      say({ type: 'piece', runId, piece: samplePiece(index, { status: 'paused' }) });
    }
    await expect.poll(() => kept(runId)?.pieces.length).toBe(3);
  };
  for (let runId = 1; runId <= runs; runId++) {
    if (runId > 1) store.restart();
    await train(runId);
  }
  const names = () =>
    screen
      .getByRole('listitem')
      .elements()
      .map((item) => /#\d+/.exec(item.textContent)![0]);
  return { ...page, say, train, kept, names };
}

test('a run says where it stands, and goes on from there', async () => {
  const { screen, commands, names } = await listOf(2);
  expect(names()).toEqual(['#2', '#1']);
  await expect.element(screen.getByText('2 runs')).toBeVisible();
  await expect.element(screen.getByText('step 6 of 20, saved just now').first()).toBeVisible();
  await expect.element(screen.getByRole('button', { name: /^Go on: #2/ })).not.toBeInTheDocument();
  await screen.getByRole('button', { name: 'Go on: #1 BRAIn' }).click();
  await expect
    .poll(() => commands.slice(-2))
    .toMatchObject([{ type: 'load', runId: 1, resumption: { nextIndex: 3 } }, { type: 'play' }]);
});

test('a fork stands below its run, and is named by what it has unlike it', async () => {
  const { screen, store, train } = await listOf(1);
  store.edit('gamma', 0.3);
  await store.forkRun(1, 0);
  await train(2);
  const fork = screen.getByRole('listitem').filter({ hasText: '#1' }).getByRole('listitem');
  await expect.element(fork).toHaveTextContent(/#2 BRAIn, gamma 0\.3 current/);
  await expect.element(fork).toHaveTextContent('from step 2 of #1');
  store.restart();
  await screen.getByRole('button', { name: /^Remove: #1/ }).click();
  await expect.element(screen.getByText('from step 2 of a removed run')).toBeVisible();
});

test('a removed run comes back, unless the line is closed', async () => {
  const { screen, names } = await listOf(3);
  await screen.getByRole('button', { name: /^Remove: #1/ }).click();
  await expect.element(screen.getByText('Run #1 is removed.')).toBeVisible();
  expect(names()).toEqual(['#3', '#2']);
  await screen.getByRole('button', { name: 'Undo' }).click();
  expect(names()).toEqual(['#3', '#2', '#1']);
  await screen.getByRole('button', { name: /^Remove: #2/ }).click();
  await screen.getByRole('button', { name: 'Close: removed for good' }).click();
  await expect.element(screen.getByText(/is removed/)).not.toBeInTheDocument();
  expect(names()).toEqual(['#3', '#1']);
});

test('all runs are cleared at the second press, and can come back', async () => {
  const { screen, names } = await listOf(2);
  const clear = screen.getByRole('button', { name: 'Clear all runs' });
  await clear.click();
  expect(names()).toHaveLength(2);
  await screen.getByRole('button', { name: 'Press again to clear 2 runs' }).click();
  await expect.element(screen.getByText('2 runs are removed.')).toBeVisible();
  expect(names()).toEqual(['#3']);
  await screen.getByRole('button', { name: 'Undo' }).click();
  expect(names()).toEqual(['#3', '#2', '#1']);
});

test('says what the runs take, and whether the browser keeps them', async () => {
  const { screen, store } = await listOf(1);
  await screen.getByText('1 run').click();
  await expect
    .element(screen.getByText(/^The runs take [\d.]+ kB of this browser’s storage\. *$/))
    .toBeVisible();
  store.tellStorage(false);
  await expect.element(screen.getByText(/may clear them when space runs short/)).toBeVisible();
  store.tellStorage(true);
  await expect.element(screen.getByText(/will not clear them by itself/)).toBeVisible();
});

test('a run of another tab can be watched and saved, and nothing else', async () => {
  const { screen, say, kept } = await listOf(2);
  say({ type: 'runs-elsewhere', keys: [kept(1)!.key] });
  const item = screen.getByRole('listitem').filter({ hasText: '#1' });
  await expect.element(item).toHaveTextContent('open in another tab');
  const buttons = item.getByRole('button').elements();
  expect(buttons.map((button) => button.ariaLabel)).toEqual([
    'Show in charts: #1 BRAIn',
    'Save as a file: #1 BRAIn',
    'Take it to a cluster: #1 BRAIn',
  ]);
});

test('a record that cannot be read says why, and can be removed', async () => {
  const { screen, say } = await listOf(1);
  const reason = 'invalid run: version 9 (expected at most 1)';
  say({ type: 'unreadable', bad: [{ key: 'abcdef99', reason, record: { version: 9, config: defaults } }] });
  await expect.element(screen.getByText(`1 record cannot be read: ${reason}.`)).toBeVisible();
  const saved = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    expect(this.download).toBe('record-abcdef99.json');
  });
  await screen.getByRole('button', { name: 'Save it for a report' }).click();
  expect(saved).toHaveBeenCalledOnce();
  saved.mockRestore();
  await screen.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect.element(screen.getByText(/cannot be read/)).not.toBeInTheDocument();
});
