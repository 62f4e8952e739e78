// A kept run that waits for its files, on a real page with the real worker for fingerprints.
import axe from 'axe-core';
import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { sourceOfBlob } from '../../formats/byte_source.ts';
import { recordOf } from '../../formats/hugging_face/provenance.ts';
import type { OwnNeeds } from '../../own/workshop/own_needs.ts';
import { samplePiece } from '../../store/sample_pieces.ts';
import { renderOnPage } from '../frame/played_page.tsx';
import { AskedFilesCard } from './AskedFilesCard.tsx';

const files = [new File(['{}'], 'config.json'), new File(['{"prompt": "a"}'], 'prompts.jsonl')];
const [config, data] = await Promise.all(files.map((file) => recordOf(sourceOfBlob(file.name, file))));
const needs: OwnNeeds = {
  model: { files: [config] },
  data,
  plan: { length: 64, answerTokens: 16, tooLong: 'skip' },
  rule: '() => 1',
  figures: { samples: 2, prompts: 1, mean: 0, spread: 1, withinShare: 1 },
};

/** A page whose first run is kept. */
async function waitingPage(of?: OwnNeeds) {
  const { screen, store, say } = await renderOnPage(<AskedFilesCard />);
  expect(screen.getByRole('region').query()).toBeNull();
  say({ type: 'piece', runId: 1, piece: samplePiece(0) });
  await expect.poll(() => store.getState().runs[0].kept).toBeDefined();
  store.ownRuns.wait({ runId: 1, needs: of });
  return { screen, store };
}

test.each(['light', 'dark'] as const)(
  'names files, marks those that are here, and refuses others: %s',
  async (scheme) => {
    document.documentElement.style.colorScheme = scheme;
    const { screen } = await waitingPage(needs);
    const card = screen.getByRole('region', { name: 'Run #1 asks for its files' });
    await expect.element(card.getByText(/^BRAIn, step 2 of 20\./)).toBeVisible();
    await expect.element(card.getByText(/, asked for$/)).toHaveLength(2);
    const choose = card.getByLabelText('Choose files…');
    await userEvent.upload(choose, [files[0], new File(['other'], 'prompts.jsonl')]);
    await expect.element(card.getByText(/^prompts\.jsonl is another file: its fingerprint is/)).toBeVisible();
    await expect.element(card.getByText(/, here$/)).toHaveLength(1);
    const { violations } = await axe.run(screen.container);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
    expect(screen.container.scrollWidth).toBeLessThanOrEqual(screen.container.clientWidth);
    // The files have the right fingerprints, and are no model: what is wrong with them is said here.
    await userEvent.upload(choose, files[1]);
    await expect.element(card.getByText(/model\.safetensors is missing/)).toBeVisible();
    document.documentElement.style.colorScheme = '';
  },
);

test('says what to do where the run has no list, and leaves on request', async () => {
  const { screen, store } = await waitingPage();
  await expect.element(screen.getByText(/It was kept without a list of its files/)).toBeVisible();
  expect(screen.getByLabelText('Choose files…').query()).toBeNull();
  screen.getByRole('button', { name: 'Not now' }).element().focus();
  await userEvent.keyboard('{Enter}');
  expect(store.ownRuns.store.getState().waiting).toBeUndefined();
  await expect.poll(() => screen.getByRole('region').query()).toBeNull();
});
