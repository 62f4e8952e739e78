// Own files once more: an adapter beside its base, and a kept run that asks for its files after a reload.

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
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(page.getByText(/^step (?:[2-9]|\d\d+) of 160, saved/)).toBeAttached();
});
