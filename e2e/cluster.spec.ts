// A run leaves for a cluster as a folder that others read, and comes back as points of the same frontier.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { root } from '../scripts/lib/install.mjs';
import { readSafetensors } from '../src/formats/safetensors.ts';
import { violations } from './accessibility.ts';
import { expect, test } from './page.ts';

const SHORT =
  'rounds=1&promptsPerRound=2&samplesPerPrompt=4&stepsPerRound=2&groupsPerBatch=2&evaluationInterval=2&evaluationSamples=8';
const CONTINUED = join(root, 'src/own/export/fixtures/continued');

/** Drags files onto the page and lets go. */
async function drop(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  const carried = await page.evaluateHandle((texts) => {
    const dataTransfer = new DataTransfer();
    for (const [name, text] of Object.entries(texts)) dataTransfer.items.add(new File([text], name));
    return dataTransfer;
  }, files);
  await page.dispatchEvent('main', 'drop', { dataTransfer: carried });
}

test('a run leaves as a folder, and a cluster’s points join its frontier', async ({ page }) => {
  await page.goto(`/?backend=cpu&task=strings&${SHORT}`);
  await page
    .getByRole('button', { name: /^Train/ })
    .first()
    .click();
  await expect(page.getByText('finished at step 2')).toHaveCount(1);

  const list = page.locator('details', { has: page.getByText(/^\d+ runs?$/) });
  if ((await list.getAttribute('open')) === null) await list.locator('summary').click();
  await page.getByRole('button', { name: /^Take it to a cluster: #1/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Take it to a cluster' });
  await expect(dialog.getByText(/^Run #1: BRAIn.* on Strings, step 2$/)).toBeVisible();
  await expect(dialog.getByLabel(/^With the next step/)).toBeChecked();
  expect(await violations(page)).toEqual([]);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Write the folder (zip)' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('brain-strings-brain-step-2-cluster.zip');
  const files = unzipSync(new Uint8Array(readFileSync(await download.path())));
  const file = (name: string) => files[`brain-strings-brain-step-2-cluster/${name}`];
  const json = (name: string) => JSON.parse(new TextDecoder().decode(file(name)));
  expect(json('config.json')).toMatchObject({ model_type: 'gpt2' });
  expect(json('tokenizer.json')).toHaveProperty('model.vocab');
  expect(json('brain/run.json')).toMatchObject({ method: 'brain', task: 'strings', step: 2 });
  const weights = readSafetensors(file('model.safetensors'));
  const after = readSafetensors(file('brain/ts_after.safetensors'));
  expect([...after.keys()]).toEqual([...weights.keys()]);
  expect(after.get('transformer.wte.weight')).not.toEqual(weights.get('transformer.wte.weight'));
  for (const name of ['train_brain.py', 'brain_check.py', 'slurm.sh', 'reward.py', 'brain/metrics.csv'])
    expect(file(name)?.length, name).toBeGreaterThan(0);

  await expect(dialog.getByText(/train_brain\.py --check$/m)).toBeVisible();
  for (const note of json('brain/run.json').notes) await expect(dialog.getByText(note)).toBeVisible();
  await expect(dialog.getByText(/^brain\/preferences\.jsonl has preference pairs/)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  // A kept run, by its pieces: another one is current.
  await page.getByRole('button', { name: 'Reset', exact: true }).click();
  await page.getByRole('button', { name: /^Take it to a cluster: #1/ }).click();
  await dialog.getByLabel(/^With the next step/).click();
  const [kept] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Write the folder (zip)' }).click(),
  ]);
  const keptFiles = unzipSync(new Uint8Array(readFileSync(await kept.path())));
  const { 'brain-strings-brain-step-2-cluster/model.safetensors': keptWeights } = keptFiles;
  expect(keptWeights).toEqual(file('model.safetensors'));
  expect(Object.keys(keptFiles)).toHaveLength(Object.keys(files).length - 1);

  // What a cluster wrote is chosen where the run left: a file that is none changes nothing.
  const returned = ['run.json', 'metrics.csv'].map((name) => join(CONTINUED, name));
  await dialog.getByLabel('Choose files…').setInputFiles(returned[0]);
  await expect(
    page.getByText(/^metrics\.csv: metrics\.csv is missing .* Nothing was changed\.$/),
  ).toBeVisible();

  const continued = {
    'run.json': readFileSync(join(CONTINUED, 'run.json'), 'utf8'),
    'metrics.csv': readFileSync(join(CONTINUED, 'metrics.csv'), 'utf8'),
  };
  await drop(page, { ...continued, 'run.json': '{}' });
  await expect(page.getByText(/^run\.json: invalid run\.json: .* Nothing was changed\.$/)).toBeVisible();
  await drop(page, continued);
  const chart = page.getByRole('region', { name: 'Reward against drift' });
  await expect(chart.getByRole('listitem').filter({ hasText: 'computed elsewhere: BRAIn' })).toBeVisible();
  await chart.getByRole('button', { name: 'Table, files and axes' }).click();
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(chart.getByRole('rowheader', { name: 'computed elsewhere: BRAIn' })).toHaveCount(3);
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Remove: computed elsewhere: BRAIn' }).click();
  await expect(chart.getByText('computed elsewhere: BRAIn')).toHaveCount(0);
});
