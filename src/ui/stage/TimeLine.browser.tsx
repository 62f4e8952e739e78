import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { evaluationEvent, stepEvent } from '../../store/sample_events.ts';
import { samplePiece } from '../../store/sample_pieces.ts';
import { renderOnPage } from '../frame/played_page.tsx';
import { useCurrentRun } from '../frame/useStore.ts';
import { TimeLine } from './TimeLine.tsx';

/** What the page shows of the current run. */
const Shown = () => (
  <output>
    {useCurrentRun()
      ?.evaluations.map(({ step }) => step)
      .join(' ')}
  </output>
);

async function timeLine(pieces: number) {
  const page = await renderOnPage(
    <>
      <TimeLine />
      <Shown />
    </>,
  );
  for (let index = 0; index < pieces; index++) {
    const { step } = samplePiece(index);
    page.say(stepEvent(1, step));
    page.say(evaluationEvent(1, step));
    page.say({ type: 'piece', runId: 1, piece: samplePiece(index) });
  }
  await expect.poll(() => page.store.getState().runs[0].kept?.pieces.length).toBe(pieces);
  return {
    ...page,
    slider: page.screen.getByRole('slider', { name: 'Back in time' }),
  };
}

test('is there from the second test on', async () => {
  const { slider, say } = await timeLine(1);
  await expect.element(slider).not.toBeInTheDocument();
  say({ type: 'piece', runId: 1, piece: samplePiece(1) });
  await expect.element(slider).toBeVisible();
});

test('the keyboard goes through what was, and back to now', async () => {
  const { screen, slider } = await timeLine(3);
  await expect.element(slider).toHaveAttribute('aria-valuetext', 'now');
  (slider.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
  await expect.element(slider).toHaveAttribute('aria-valuetext', 'step 4, reward 0.0800');
  await expect.element(screen.getByText('As it was at step 4 of 20.')).toBeVisible();
  await expect.element(screen.getByText('2 4', { exact: true })).toBeVisible();
  await userEvent.keyboard('{Home}');
  await expect.element(slider).toHaveAttribute('aria-valuetext', 'step 2, reward 0.0400');
  await userEvent.keyboard('{End}');
  await expect.element(slider).toHaveAttribute('aria-valuetext', 'now');
  await expect.element(screen.getByText('2 4 6', { exact: true })).toBeVisible();
  await userEvent.keyboard('{Home}');
  await screen.getByRole('button', { name: 'Back to now' }).click();
  await expect.element(slider).toHaveAttribute('aria-valuetext', 'now');
});

test('a run that goes on leaves the place of what is shown', async () => {
  const { slider, say, store } = await timeLine(3);
  await store.lookBack(0);
  await expect.element(slider).toHaveValue('0');
  say({ type: 'piece', runId: 1, piece: samplePiece(3) });
  await expect.poll(() => store.getState().runs[0].kept?.pieces.length).toBe(4);
  await expect.element(slider).toHaveAttribute('aria-valuetext', 'step 2, reward 0.0400');
});

test('leaves from there with what is drafted, or as it is', async () => {
  const { screen, store, commands } = await timeLine(3);
  await store.lookBack(1);
  await expect.element(screen.getByRole('button', { name: 'Go on from here as a new run' })).toBeVisible();
  store.edit('gamma', 0.3);
  await screen.getByRole('button', { name: 'Go on from here with gamma 0.3' }).click();
  await expect
    .poll(() => commands.slice(-2))
    .toMatchObject([
      { type: 'load', runId: 2, config: { gamma: 0.3 }, resumption: { nextIndex: 2 } },
      { type: 'play' },
    ]);
});

test('where the state is gone, it can be seen and not left from', async () => {
  const { screen, store, say } = await timeLine(2);
  const { state: _, ...digests } = samplePiece(2).digests;
  say({ type: 'piece', runId: 1, piece: samplePiece(2, { state: undefined, digests }) });
  await expect.poll(() => store.getState().runs[0].kept?.pieces.length).toBe(3);
  await store.lookBack(2);
  await expect.element(screen.getByText('As it was at step 6 of 20.')).toBeVisible();
  await expect.element(screen.getByRole('button', { name: /^Go on from here/ })).not.toBeInTheDocument();
});
