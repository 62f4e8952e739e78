// Own files once more: an adapter beside its base, and a kept run that asks for its files after a reload.

import type { Page } from '@playwright/test';
import { sourceOfBytes } from '../src/formats/byte_source.ts';
import { importModel } from '../src/formats/hugging_face/import_model.ts';
import { writeAdapter } from '../src/formats/hugging_face/write_adapter.ts';
import { initialParameters } from '../src/model/parameters.ts';
import { Stream } from '../src/random/stream.ts';
import { violations } from './accessibility.ts';
import { begin, bring, chooseFiles, DATA, fileOf, MODEL, step } from './own_folder.ts';
import { expect, test } from './page.ts';

/** Adapters of rank 4 with random numbers in both halves. */
async function adapterFiles() {
  const base = await importModel(
    MODEL.map(({ name, buffer }) => sourceOfBytes(name, new Uint8Array(buffer))),
  );
  if ('problems' in base) throw new Error(base.problems[0].message);
  const config = { ...base.config, lora: { rank: 4, alpha: 8, targets: ['q_proj', 'v_proj'] } };
  const parameters = initialParameters(config, Stream.fromSeed(3));
  parameters.values.forEach((_, i, values) => {
    values[i] = 0.1 * Math.sin(i);
  });
  return writeAdapter(config, parameters, 'tiny/llama').map(({ name, bytes }) =>
    fileOf(name, Buffer.from(bytes)),
  );
}

test('an adapter is taken beside its base, refused where it does not fit, and left out again', async ({
  page,
}) => {
  const adapter = await adapterFiles();
  await page.goto('?backend=cpu#own');
  await chooseFiles(page, '1. A model').setInputFiles(adapter);
  await expect(page.getByText(/an adapter alone \(expected its model before it/)).toBeVisible();
  await bring(page);
  const json = JSON.parse(adapter[0].buffer.toString());
  const dora = fileOf('adapter_config.json', Buffer.from(JSON.stringify({ ...json, use_dora: true })));
  await chooseFiles(page, '1. A model').setInputFiles([dora, adapter[1]]);
  await expect(page.getByText('unsupported use_dora: true (expected false)')).toBeVisible();
  const card = step(page, '1. A model');
  await expect(card.getByText('llama', { exact: true })).toBeVisible(); // the model stays
  await chooseFiles(page, '1. A model').setInputFiles(adapter);
  await expect(card.getByText('rank 4, alpha 8, on q_proj, v_proj')).toBeVisible();
  await expect(card.getByText('The adapter is merged into the model.')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await card.getByRole('button', { name: 'Leave the adapter out' }).click();
  await expect(card.getByText('rank 4, alpha 8, on q_proj, v_proj')).toBeHidden();
  await chooseFiles(page, '1. A model').setInputFiles([...MODEL, ...adapter]);
  await expect(card.getByText('rank 4, alpha 8, on q_proj, v_proj')).toBeVisible();
  await expect(page.getByText('12 of 12 lines fit 64 tokens.')).toBeVisible();
  await begin(page);
});

test('a kept run asks for its files after a reload, refuses others, and goes on', async ({ page }) => {
  await page.goto('?backend=cpu#own');
  await bring(page);
  await begin(page);
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
  await expect(page.getByText(/^step 1 of 160, saved/)).toBeAttached(); // in the closed list of runs
  await page.evaluate(() => {
    location.hash = '#own';
  });
  await expect(step(page, '1. A model').getByText(/measured on 1 step$/)).toBeVisible();
  await page.reload();
  await expect(page.getByText(/Run #1 waits for its files/)).toBeVisible();
  await page.evaluate(() => {
    location.hash = '#own';
  });
  const card = page.getByRole('region', { name: 'Run #1 asks for its files' });
  await expect(card.getByText('model.safetensors')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  const give = card.getByLabel('Choose files…');
  const other = fileOf('prompts.jsonl', Buffer.from('{"prompt": "w9"}\n'));
  await give.setInputFiles([...MODEL, other]);
  await expect(card.getByText(/^prompts\.jsonl is another file: its fingerprint is/)).toBeVisible();
  await give.setInputFiles([DATA]);
  await expect(page).toHaveURL(/task=own&own=[0-9a-f]{12}.*#train/);
  // A pause before the next step would leave the run where it stood.
  await expect(page.getByText(/step (?:[2-9]|\d\d+) \/ 160/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(page.getByText(/^step (?:[2-9]|\d\d+) of 160, saved/)).toBeAttached();
});

/** Pairs that say which word is better. */
const PAIRS = Array.from({ length: 60 }, (_, i) =>
  JSON.stringify({ prompt: `w${i} w${i + 1}`, chosen: 'w5 w5', rejected: 'w6' }),
).join('\n');
const PAIRS_FILE = fileOf('pairs.jsonl', Buffer.from(PAIRS));

async function fill(page: Page, name: string, value: string): Promise<void> {
  const field = page.getByRole('textbox', { name, exact: true });
  await field.fill(value);
  await field.blur();
}

test('a training on the data survives a reload, and its model becomes the prior', async ({ page }) => {
  await page.goto('?backend=cpu#own');
  const giveBoth = async () => {
    await chooseFiles(page, '1. A model').setInputFiles(MODEL);
    await chooseFiles(page, '2. Prompts').setInputFiles(PAIRS_FILE);
    await expect(step(page, '2. Prompts').getByText('60 of 60 lines used.')).toBeVisible();
    await page.getByText('No model, or one that does not know your data yet?').click();
  };
  await giveBoth();
  const panel = page.getByRole('region', { name: 'Supervised training' });
  await expect(panel.getByLabel('Run length', { exact: true })).toHaveValue('64'); // the model has no more
  await fill(page, 'Steps', '4000'); // so many that it is under way when it is stopped, on any machine
  await panel.getByText('More settings').click();
  await fill(page, 'Measure every', '10');
  await fill(page, 'Rows a step', '32');
  await panel.getByRole('button', { name: 'Start training' }).click();
  await expect(panel.getByText(/storage up to step [1-9]\d+: it survives a reload/)).toBeVisible();
  await page.reload();
  await expect(page.getByText('One such training is kept.')).toBeVisible();
  await giveBoth();
  await expect(panel.getByText(/^A training on pairs\.jsonl is kept: step \d+ of 4,000/)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await panel.getByRole('button', { name: 'Go on', exact: true }).click();
  await panel.getByRole('button', { name: 'Stop and keep' }).click();
  await panel.getByRole('button', { name: 'Use as prior' }).click();
  await expect(step(page, '1. A model').getByText('llama', { exact: true })).toBeVisible();
  await expect(page.getByText('60 of 60 lines fit 64 tokens.')).toBeVisible();
  await begin(page);
});

test('BRAIn and DPO-sft are compared on own files', async ({ page }) => {
  await page.goto('?backend=cpu#own');
  await chooseFiles(page, '1. A model').setInputFiles(MODEL);
  await chooseFiles(page, '2. Prompts').setInputFiles(PAIRS_FILE);
  await step(page, '2. Prompts').getByLabel('Run length').selectOption('64');
  await step(page, '2. Prompts').getByLabel('Tokens of an answer').selectOption('16');
  await begin(page);
  await page.getByRole('button', { name: 'All settings' }).click();
  for (const [name, value] of [
    ['Rounds', '1'],
    ['Steps per round', '2'],
    ['Prompts per round', '2'],
  ])
    await fill(page, name, value);
  await page.getByRole('button', { name: 'Sweep over k' }).click();
  const form = page.getByRole('dialog', { name: 'Sweep over k' });
  await form.getByLabel('Values', { exact: true }).fill('2');
  await form.getByLabel('Seeds').fill('1');
  await form.getByLabel('DPO-sft', { exact: true }).check();
  await form.getByRole('button', { name: 'Start' }).click();
  const status = page.locator('section[aria-labelledby="sweep-title"]').getByRole('status').first();
  await expect(status).toHaveText('2 of 2 runs done');
  for (const name of [/^BRAIn, /, /^DPO-sft, /])
    await expect(page.getByRole('row', { name })).toContainText('1 of 1');
});
