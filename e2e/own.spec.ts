// Bring your own: a folder, prompts and a rule, trained with adapters; what cannot be read is refused and changes nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { violations } from './accessibility.ts';
import { bring, chooseFiles, FIXTURE, fileOf, MODEL, RULE } from './own_folder.ts';
import { expect, test } from './page.ts';

test('a model, prompts and a rule become a run that learns', async ({ page }) => {
  await page.goto('?backend=cpu#own');
  const reward = 'a reward that was tried and taken';
  await expect(page.getByText(`Still missing: a model, prompts, and ${reward}.`)).toBeVisible();
  await bring(page);
  await expect(page.getByText(`Still missing: ${reward}.`)).toBeVisible();
  await page.getByRole('textbox', { name: 'A function that rates one answer' }).fill(RULE);
  await page.getByRole('button', { name: 'Try on samples' }).click();
  await expect(page.getByRole('button', { name: 'Train with this rule' })).toBeEnabled();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Train with this rule' }).click();
  await page.getByRole('button', { name: 'Read the files and go to Train' }).click();
  await expect(page).toHaveURL(/task=own&own=[0-9a-f]{12}.*#train/);
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
  await page.evaluate(() => {
    location.hash = '#train';
  });
  await page
    .getByRole('button', { name: /^Train/ })
    .first()
    .click();
  // The posterior asks for more than one standard deviation of the starting model's answers.
  await expect.poll(() => meanReward(page)).toBeGreaterThan(1);
  await page.getByRole('tab', { name: 'Samples' }).click();
  await expect(page.getByRole('tabpanel').getByText(/w5/).first()).toBeVisible();
  await page.getByRole('tab', { name: 'Weights' }).click();
  await expect(page.getByText(/^sum of pushes/)).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

/** Of the latest evaluation, as the chart says it. */
async function meanReward(page: Page): Promise<number> {
  const chart = page.getByRole('img', { name: /^Reward against drift/ });
  const said = /mean reward (−?[\d.]+)/.exec((await chart.getAttribute('aria-label')) ?? '');
  return Number((said?.[1] ?? 'NaN').replace('−', '-'));
}

test('what cannot be read is refused in words, and what was taken stays', async ({ page }) => {
  await page.goto('?backend=cpu#own');
  await bring(page);
  const changed = JSON.parse(readFileSync(join(FIXTURE, 'config.json'), 'utf8'));
  const wrong = { ...changed, model_type: 'mistral' };
  await chooseFiles(page, '1. A model').setInputFiles([
    ...MODEL.filter(({ name }) => name !== 'config.json'),
    fileOf('config.json', Buffer.from(JSON.stringify(wrong))),
  ]);
  await expect(
    page.getByText('unsupported model_type: "mistral" (expected gpt2, gpt_neo, llama)'),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: 'Read the files and go to Train' })).toBeDisabled();
  await chooseFiles(page, '1. A model').setInputFiles(MODEL.slice(0, 1));
  await expect(page.getByText(/model\.safetensors is missing/)).toBeVisible();
});

test('a link to a run of somebody’s own says what is missing', async ({ page }) => {
  await page.goto('?backend=cpu&v=1&task=own&own=0123456789ab#train');
  await expect(page.getByText(/the files of this run are not here: 0123456789ab/)).toBeVisible();
});
