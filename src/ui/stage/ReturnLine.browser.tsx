import { expect, test } from 'vitest';
import type { WorkerEvent } from '../../session/protocol.ts';
import type { PageEvent } from '../../store/page_state.ts';
import { evaluationEvent, stepEvent } from '../../store/sample_events.ts';
import { samplePiece } from '../../store/sample_pieces.ts';
import { renderOnPage } from '../frame/played_page.tsx';
import { ReturnLine } from './ReturnLine.tsx';

/** A page to which a visitor comes back after a run of 6 steps, which is the current one or not. */
async function returning({ isCurrent }: { readonly isCurrent: boolean }) {
  const page = await renderOnPage(<ReturnLine />);
  const { store } = page;
  const say = (event: WorkerEvent | PageEvent) => page.say(event as WorkerEvent);
  const { step } = samplePiece(2);
  say(stepEvent(1, step));
  say(evaluationEvent(1, step));
  say({ type: 'piece', runId: 1, piece: samplePiece(2, { status: 'paused' }) });
  await expect.poll(() => store.getState().runs[0].kept).toBeDefined();
  const { kept } = store.getState().runs[0];
  say({ type: 'run-kept', runId: 1, kept: { ...kept!, savedMs: Date.now() - 200_000 } });
  if (!isCurrent) store.restart();
  say({ type: 'run-returned', runId: 1 });
  return { ...page, say, kept: kept! };
}

test('the current run is named, and can be left', async () => {
  const { screen, store } = await returning({ isCurrent: true });
  const line = screen.getByText(/^BRAIn on Strings, step 6 of 20, paused 3 minutes ago\./);
  await expect.element(line).toBeVisible();
  await expect.element(screen.getByRole('button', { name: 'Go on' })).not.toBeInTheDocument();
  await screen.getByRole('button', { name: 'Start afresh' }).click();
  await expect.element(line).not.toBeInTheDocument();
  expect(store.getState()).toMatchObject({ currentRunId: 2 });
});

test('another run can be gone on with, or not now', async () => {
  const { screen, store, say, commands } = await returning({ isCurrent: false });
  await expect.element(screen.getByRole('button', { name: 'Start afresh' })).not.toBeInTheDocument();
  await screen.getByRole('button', { name: /^Not now/ }).click();
  await expect.element(screen.getByText(/paused/)).not.toBeInTheDocument();
  say({ type: 'run-returned', runId: 1 });
  await screen.getByRole('button', { name: 'Go on' }).click();
  await expect.poll(() => commands.slice(-2)).toMatchObject([{ type: 'load', runId: 1 }, { type: 'play' }]);
  expect(store.getState().currentRunId).toBe(1);
});

test('goes once a step is taken', async () => {
  const { screen, say } = await returning({ isCurrent: true });
  say(stepEvent(1, 7));
  await expect.element(screen.getByText(/paused/)).not.toBeInTheDocument();
});

test('a run of another tab is said to go on there', async () => {
  const { screen, say, kept } = await returning({ isCurrent: false });
  say({ type: 'runs-elsewhere', keys: [kept.key] });
  await expect.element(screen.getByText(/step 6 of 20, goes on in another tab\./)).toBeVisible();
  await expect.element(screen.getByRole('button', { name: 'Go on' })).not.toBeInTheDocument();
});
