// A run goes from Node into a page, from there as a file into another profile, and ends as the run that never left Node.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { root } from '../scripts/lib/install.mjs';
import { resumedCheckpoint } from '../src/session/journal/resumed_checkpoint.ts';
import { decodeState } from '../src/session/run_state.ts';
import { readRunFile } from '../src/storage/runs/file/read_run_file.ts';
import { writeRunFile } from '../src/storage/runs/file/write_run_file.ts';
import { keeperInMemory } from '../src/store/keeper_in_memory.ts';
import { restoredRun } from '../src/store/restored_run.ts';
import { taskOf } from '../src/tasks/index.ts';
import { DATA, MODEL, RULE } from './own_folder.ts';
import { expect, test } from './page.ts';

const TINY =
  '--rounds 3 --prompts-per-round 2 --samples-per-prompt 4 --steps-per-round 2 --groups-per-batch 2 --evaluation-interval 2 --evaluation-samples 8';

const folder = mkdtempSync(join(tmpdir(), 'run-files-'));
test.afterAll(() => rmSync(folder, { recursive: true }));

/** Trains to the end in Node. */
function trainedInNode(...options: readonly string[]): Uint8Array<ArrayBuffer> {
  const out = mkdtempSync(join(folder, 'run-'));
  const settings = [...TINY.split(' '), ...options, '--out', out, '--quiet'];
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/lab.ts', 'train', ...settings], {
    cwd: root,
    env: { ...process.env, CHROME_PATH: join(folder, 'none') },
  });
  return new Uint8Array(readFileSync(join(out, 'run.zip')));
}

/** Trains on files of one's own to the end in Node. */
function ownTrainedInNode(): Uint8Array<ArrayBuffer> {
  const model = mkdtempSync(join(folder, 'model-'));
  for (const { name, buffer } of MODEL) writeFileSync(join(model, name), buffer);
  const [data, rule] = ['prompts.jsonl', 'rule.js'].map((name) => join(folder, name));
  writeFileSync(data, DATA.buffer);
  writeFileSync(rule, RULE);
  const files = ['--model', model, '--data', data, '--reward-rule', rule];
  return trainedInNode(...files, '--run-length', '32', '--new-tokens', '8', '--evaluation-prompts', '4');
}

/** The file as it would have been saved after an earlier step. */
async function savedAt(bytes: Uint8Array<ArrayBuffer>, step: number): Promise<Uint8Array<ArrayBuffer>> {
  const keeper = keeperInMemory(() => {});
  const { origin, ...parts } = readRunFile(bytes);
  await keeper.adopt(1, parts);
  const { index } = parts.kept.pieces.find((piece) => piece.step === step && piece.stateBytes > 0)!;
  return writeRunFile({ ...(await keeper.parts(1, index)), origin });
}

/** Evaluations without times, and the last state. */
function lastOf(bytes: Uint8Array<ArrayBuffer>) {
  const { kept, pieces } = readRunFile(bytes);
  const histories = pieces.map(({ history }) => history);
  const evaluations = restoredRun(1, kept, histories).evaluations.map(
    ({ seconds: _, ...figures }) => figures,
  );
  return { kept, pieces, evaluations, state: pieces.findLast((piece) => piece.state)!.state! };
}

/** What was measured, and all that training would go on from; without times. */
function endOf(bytes: Uint8Array<ArrayBuffer>) {
  const { kept, pieces, evaluations, state } = lastOf(bytes);
  const groups = pieces.map((piece) => piece.groups);
  const resumption = { state, groups, nextIndex: 0, config: kept.config, frontierKnown: true };
  const { counters, ...end } = resumedCheckpoint(resumption, taskOf(kept.config), kept.config);
  return { ...end, evaluations };
}

/** Parameters, moments and figures of a run of one's own, whose groups only its files can read. */
function ownEndOf(bytes: Uint8Array<ArrayBuffer>) {
  const { evaluations, state } = lastOf(bytes);
  const rewards = evaluations.map(({ step, reward, kl }) => [step, reward.mean, kl.mean].map(toTwelveDigits));
  return { ...bitsOf(decodeState(state)), rewards };
}

type End = ReturnType<typeof endOf>;

/** Parameters and moments, which are singles: equal to the bit. */
const bitsOf = ({ policy, proposal, optimiser }: Pick<End, 'policy' | 'proposal' | 'optimiser'>) => ({
  policy,
  proposal,
  optimiser,
});

/** All else, to twelve digits: the exponentials of two engines of JavaScript may differ in a double's last digit. */
const figuresOf = ({ policy: _, proposal: __, optimiser: ___, ...figures }: End): unknown =>
  JSON.parse(
    JSON.stringify(figures, (_key, value) => (typeof value === 'number' ? toTwelveDigits(value) : value)),
  );

const toTwelveDigits = (value: number) => Number(value.toPrecision(12));

/** Drags a file onto the page and lets go. */
async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const carried = await page.evaluateHandle(
    ([fileName, base64]) => {
      const dataTransfer = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      dataTransfer.items.add(new File([content], fileName));
      return dataTransfer;
    },
    [name, Buffer.from(bytes).toString('base64')],
  );
  const target = page.locator('[data-drop-target]');
  await page.dispatchEvent('main', 'dragover', { dataTransfer: carried });
  await expect(target).toHaveText(/Drop a run file to open it/);
  await page.dispatchEvent('main', 'drop', { dataTransfer: carried });
  await expect(target).toHaveCount(0);
}

const stepOf = (page: Page) => page.getByRole('progressbar').first();

/** By the list of runs, where the first one is the current one. */
async function saved(page: Page, task = 'strings'): Promise<Uint8Array<ArrayBuffer>> {
  const list = page.locator('details', { has: page.getByText(/^\d+ runs?$/) });
  if ((await list.getAttribute('open')) === null) await list.locator('summary').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('button', { name: /^Save as a file: / })
      .first()
      .click(),
  ]);
  expect(download.suggestedFilename()).toMatch(new RegExp(`^brain-${task}-brain-step-\\d+\\.zip$`));
  return new Uint8Array(readFileSync(await download.path()));
}

test('a run goes from Node into two browsers and ends with the same bits', async ({
  page,
  browser,
  served,
}) => {
  const whole = trainedInNode();
  await page.goto('/?backend=cpu');
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();

  await drop(page, 'notes.txt', Buffer.from('hello'));
  await expect(page.getByText(/^notes\.txt: .* \(expected a \.zip that this page saved\)\./)).toBeVisible();
  await drop(page, 'from-node.zip', await savedAt(whole, 2));
  await expect(page.getByText(/^Run #\d is in the list of runs, from from-node\.zip\.$/)).toBeVisible();
  await expect(page.getByText(/^BRAIn on Strings, step 2 of 6, paused /)).toBeVisible();
  await expect(stepOf(page)).toHaveAttribute('aria-label', 'step 2 / 6');
  for (const step of [3, 4]) {
    await page.getByRole('button', { name: 'Step', exact: true }).click();
    await expect(stepOf(page)).toHaveAttribute('aria-label', `step ${step} / 6`);
  }
  await expect(page.getByText('step 4 of 6, saved just now')).toHaveCount(1);
  const half = await saved(page);
  expect(readRunFile(half).kept).toMatchObject({ key: readRunFile(whole).kept.key, step: 4 });

  const other = await browser.newContext({ baseURL: served });
  const second = await other.newPage();
  await second.goto('/?backend=cpu');
  await expect(second.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
  await drop(second, 'from-page.zip', half);
  await expect(stepOf(second)).toHaveAttribute('aria-label', 'step 4 / 6');
  await second.getByRole('button', { name: 'Go on', exact: true }).click();
  await expect(second.getByText('finished at step 6')).toHaveCount(1);
  const [end, expected] = [endOf(await saved(second)), endOf(whole)];
  expect(bitsOf(end)).toEqual(bitsOf(expected));
  expect(figuresOf(end)).toEqual(figuresOf(expected));
  await other.close();
});

test('a run of own files leaves Node; the page asks for them, and it ends with the same bits', async ({
  page,
}) => {
  const whole = ownTrainedInNode();
  await page.goto('/?backend=cpu');
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
  await drop(page, 'own.zip', await savedAt(whole, 2));
  await expect(page.getByText(/Run #\d waits for its files/)).toBeVisible();
  await page.evaluate(() => {
    location.hash = '#own';
  });
  const card = page.getByRole('region', { name: /^Run #\d asks for its files$/ });
  await card.getByLabel('Choose files…').setInputFiles([...MODEL, DATA]);
  await expect(page).toHaveURL(/task=own&own=[0-9a-f]{12}.*#train/);
  await expect(page.getByText('finished at step 6')).toHaveCount(1);
  expect(ownEndOf(await saved(page, 'own'))).toEqual(ownEndOf(whole));
});
