// Run files on the page: saved in a worker, chosen or dropped, refused with a sentence, asked about where newer.
import { afterEach, expect, test, vi } from 'vitest';
import { presetFor } from '../../config/presets.ts';
import { filedRun, origin } from '../../storage/runs/file/filed_run.ts';
import { readRunFile } from '../../storage/runs/file/read_run_file.ts';
import { writeRunFile } from '../../storage/runs/file/write_run_file.ts';
import type { KeptRun } from '../../storage/runs/kept_run.ts';
import { Notices } from '../frame/Notices.tsx';
import { renderOnPage } from '../frame/played_page.tsx';
import { RunsFold } from '../stage/RunsFold.tsx';
import { DropTarget } from './DropTarget.tsx';

const parts = await filedRun();

function fileOf(name: string, changes: Partial<KeptRun> = {}): File {
  const kept: KeptRun = { ...parts.kept, status: 'paused', ...changes };
  return new File([writeRunFile({ ...parts, kept, origin })], name);
}

const open = () =>
  renderOnPage(
    <>
      <Notices />
      <DropTarget />
      <RunsFold />
    </>,
    presetFor('markov', 'brain'),
  );

function drag(
  type: 'dragover' | 'dragleave' | 'drop',
  files: readonly File[],
  target: EventTarget = document.body,
) {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
  target.dispatchEvent(event);
  return event;
}

afterEach(() => vi.restoreAllMocks());

test('a dropped run comes into the list, and its place is shown while it is dragged', async () => {
  const { screen, store } = await open();
  const target = () => document.querySelector('[data-drop-target]');
  expect(drag('dragover', [fileOf('a.zip')]).defaultPrevented).toBe(true);
  await expect.poll(target).not.toBeNull();
  drag('dragleave', []);
  await expect.poll(target).toBeNull();
  drag('dragover', [fileOf('a.zip')]);
  expect(drag('drop', [fileOf('a.zip')]).defaultPrevented).toBe(true);
  await expect.poll(target).toBeNull();
  await expect.element(screen.getByText(/^Run #2 is in the list of runs, from a\.zip\.$/)).toBeVisible();
  await expect.element(screen.getByText('1 run')).toBeVisible();
  expect(store.getState().runs[0].kept?.key).toBe(parts.kept.key);
});

test('text that is dragged is not for the page', async () => {
  await open();
  const dataTransfer = new DataTransfer();
  dataTransfer.setData('text/plain', 'a word');
  const event = new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(false);
  expect(document.querySelector('[data-drop-target]')).toBeNull();
});

test('what a panel takes is left to it', async () => {
  const { store } = await open();
  const panel = document.body.appendChild(document.createElement('textarea'));
  panel.addEventListener('drop', (event) => event.preventDefault());
  const openRunFiles = vi.spyOn(store, 'openRunFiles');
  drag('drop', [new File(['{}'], 'pairs.jsonl')], panel);
  expect(openRunFiles).not.toHaveBeenCalled();
  panel.remove();
});

test('another kind of file is refused with what can be dropped', async () => {
  const { screen, store } = await open();
  drag('drop', [new File(['hello'], 'notes.txt')]);
  await expect
    .element(screen.getByText(/^notes\.txt: invalid run file: another kind of file \(expected a \.zip/))
    .toBeVisible();
  expect(store.getState().runs).toHaveLength(1);
});

test('a newer state asks before it takes the place of a run', async () => {
  const { screen, store } = await open();
  await store.openRunFiles([fileOf('a.zip')]);
  drag('drop', [fileOf('b.zip', { savedMs: parts.kept.savedMs + 60_000 })]);
  await expect.element(screen.getByText(/^b\.zip has a newer state of run #2: step 6, saved /)).toBeVisible();
  await screen.getByRole('button', { name: 'Replace run #2' }).click();
  await expect.element(screen.getByText(/^Run #3 is in the list of runs, from b\.zip\.$/)).toBeVisible();
  expect(store.getState().runs.map(({ kept }) => kept?.savedMs)).toEqual([parts.kept.savedMs + 60_000]);
});

test('a run is saved as the file that it came from, with tables and a report', async () => {
  const { screen, store } = await open();
  await store.openRunFiles([fileOf('a.zip')]);
  let saved: Promise<ArrayBuffer> | undefined;
  let name = '';
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    saved = (blob as Blob).arrayBuffer();
    return 'blob:saved';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    name = this.download;
  });
  await screen.getByText('1 run').click();
  await screen.getByRole('button', { name: /^Save as a file: #2 BRAIn/ }).click();
  await expect.poll(() => saved).toBeDefined();
  expect(name).toBe('brain-markov-brain-step-6.zip');
  const file = readRunFile(new Uint8Array(await saved!));
  expect(file.pieces).toEqual(parts.pieces);
  expect(file.kept.key).toBe(parts.kept.key);
  expect(new TextDecoder().decode(new Uint8Array(await saved!))).toContain('report.html');
});
