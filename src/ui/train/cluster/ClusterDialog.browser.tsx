// The dialog with the real store and packer; the test plays the worker of the run, and the server of the scripts.
import { unzipSync } from 'fflate';
import { afterEach, expect, test, vi } from 'vitest';
import { presetFor } from '../../../config/presets.ts';
import type { RunConfig } from '../../../config/schema.ts';
import type { WorkerEvent } from '../../../session/protocol.ts';
import { evaluationEvent, stepEvent } from '../../../store/sample_events.ts';
import { renderOnPage } from '../../frame/played_page.tsx';
import { ClusterDialog } from './ClusterDialog.tsx';

afterEach(() => vi.restoreAllMocks());

const saves: { name: string; bytes: Promise<ArrayBuffer> }[] = [];

async function open(changes: Partial<RunConfig> = {}, status: 'paused' | 'running' = 'paused') {
  saves.length = 0;
  let blob: Blob;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (url) => new Response(`# ${String(url)}`));
  vi.spyOn(URL, 'createObjectURL').mockImplementation((given) => {
    blob = given as Blob;
    return 'blob:saved';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saves.push({ name: this.download, bytes: blob.arrayBuffer() });
  });
  const onClose = vi.fn();
  const config = { ...presetFor('strings', 'brain'), ...changes };
  const page = await renderOnPage(<ClusterDialog runId={1} onClose={onClose} />, config);
  for (const event of [stepEvent(1, 1), stepEvent(1, 2), evaluationEvent(1, 2)]) page.say(event);
  page.say({ type: 'status', runId: 1, status, phase: 'sample', step: 2, round: 1, totalSteps: 10 });
  return { ...page, onClose };
}

const folderOf = (names: readonly string[], notes: readonly string[] = []): WorkerEvent => ({
  type: 'export',
  runId: 1,
  folder: { files: names.map((name) => ({ name, bytes: Uint8Array.of(1, 2, 3) })), notes },
});

test('writes the folder, packs it, and says what to type', async () => {
  const { screen, commands, say } = await open();
  await expect.element(screen.getByText('Run #1: BRAIn on Strings, step 2')).toBeVisible();
  await expect.element(screen.getByLabelText('Name of the base')).not.toBeInTheDocument();
  await screen.getByRole('button', { name: 'Write the folder (zip)' }).click();
  await expect
    .poll(() => commands)
    .toMatchObject([{ type: 'export', check: true, steps: [{ step: 1 }, { step: 2 }] }]);
  const [asked] = commands;
  if (asked.type !== 'export') throw new Error('not asked');
  expect(asked.scripts.get('train_brain.py')).toMatch(/cluster\/train_brain\.py$/);
  say(
    folderOf(
      ['config.json', 'brain/ts_after.safetensors', 'brain/preferences.jsonl'],
      ['Only a note of the folder.'],
    ),
  );
  await expect.element(screen.getByText(/^brain-strings-brain-step-2-cluster\.zip is in/)).toBeVisible();
  expect(saves.map(({ name }) => name)).toEqual(['brain-strings-brain-step-2-cluster.zip']);
  const files = unzipSync(new Uint8Array(await saves[0].bytes));
  expect(Object.keys(files)).toContain('brain-strings-brain-step-2-cluster/config.json');
  for (const sentence of [/DPOTrainer reads them\.$/, 'Only a note of the folder.', /reward\.py first/])
    await expect.element(screen.getByText(sentence)).toBeVisible();
  await expect.element(screen.getByText(/torchrun .* --check/)).toBeVisible();
});

test('adapters leave with their base, or merged without a check', async () => {
  const { screen, commands, say } = await open({ loraRank: 4 });
  await screen.getByLabelText('Name of the base').fill(' me/base ');
  await screen.getByLabelText('Licence of the base').fill('mit');
  await screen.getByLabelText(/^With the base model/).click();
  await screen.getByRole('button', { name: 'Write the folder (zip)' }).click();
  await expect
    .poll(() => commands.at(-1))
    .toMatchObject({ merged: false, withBase: false, check: true, baseName: 'me/base', licence: 'mit' });
  say(folderOf(['config.json']));
  await expect.element(screen.getByRole('button', { name: 'Write it again' })).toBeEnabled();
  await screen.getByLabelText(/^Merged into one model/).click();
  await expect.element(screen.getByLabelText(/^With the next step/)).not.toBeInTheDocument();
  await screen.getByRole('button', { name: 'Write it again' }).click();
  await expect.poll(() => commands.at(-1)).toMatchObject({ merged: true, withBase: false, check: false });
});

test('only what train_brain.py trains can be checked', async () => {
  const { screen } = await open({ ...presetFor('strings', 'dpo') });
  await expect.element(screen.getByRole('button', { name: 'Write the folder (zip)' })).toBeEnabled();
  await expect.element(screen.getByLabelText(/^With the next step/)).not.toBeInTheDocument();
});

test('a run that trains is paused first', async () => {
  const { screen, commands, say } = await open({}, 'running');
  await screen.getByRole('button', { name: 'Pause the run' }).click();
  expect(commands).toEqual([{ type: 'pause' }]);
  say({ type: 'status', runId: 1, status: 'paused', phase: 'sample', step: 2, round: 1, totalSteps: 10 });
  await expect.element(screen.getByRole('button', { name: 'Write the folder (zip)' })).toBeEnabled();
});

test('a problem is a sentence with a way out', async () => {
  const { screen, say, commands } = await open();
  await screen.getByRole('button', { name: 'Write the folder (zip)' }).click();
  await expect.poll(() => commands.length).toBe(1);
  say({ type: 'export', runId: 1, folder: { problem: 'the policy is not finite (expected numbers)' } });
  const alert = screen.getByRole('alert');
  await expect
    .element(alert)
    .toHaveTextContent(/^The folder was not written: the policy is not finite \(expected numbers\)\./);
  await expect.element(alert).toHaveTextContent(/untick it and try again\.$/);
  expect(saves).toEqual([]);
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('', { status: 404 }));
  await screen.getByRole('button', { name: 'Write the folder (zip)' }).click();
  await expect
    .element(alert)
    .toHaveTextContent(/train_brain\.py could not be loaded .* check the connection/);
});

test('who closes the dialog wants no file', async () => {
  const { screen, say, commands, onClose } = await open();
  await screen.getByRole('button', { name: 'Write the folder (zip)' }).click();
  await expect.poll(() => commands.length).toBe(1);
  await screen.getByRole('button', { name: 'Close' }).click();
  expect(onClose).toHaveBeenCalledOnce();
  await screen.unmount();
  say(folderOf(['config.json']));
  await new Promise((resolve) => setTimeout(resolve, 500)); // nothing tells that nothing comes
  expect(saves).toEqual([]);
});
