// Be the human: choose by keys, see what the choices reward, train on it, and lose nothing by a reload.
import type { Page } from '@playwright/test';
import { violations } from './accessibility.ts';
import { expect, test } from './page.ts';

const ADDRESS =
  '?v=1&task=sentiment&backend=cpu&promptsPerRound=8&stepsPerRound=8&rounds=2&evaluationPrompts=8&evaluationSamples=2&evaluationInterval=8#train?look=human';
const answer = (page: Page, number: 1 | 2) => page.getByRole('button', { name: `Answer ${number}` });

/** Chooses the shorter answer by its key. */
async function chooseShorter(page: Page): Promise<void> {
  const lengths = await Promise.all(
    ([1, 2] as const).map(async (number) => (await answer(page, number).innerText()).split(/\s+/).length),
  );
  await page.keyboard.press(lengths[0] === lengths[1] ? '0' : lengths[0] < lengths[1] ? '1' : '2');
}

test('clicks become a reward, and the model learns it', async ({ page }) => {
  await page.goto(ADDRESS);
  await expect(answer(page, 1)).toBeVisible();
  await expect(page.getByText('Keep clicking: 8 more')).toBeVisible();
  for (let click = 1; click <= 14; click++) {
    await chooseShorter(page);
    await expect(page.getByText(`${click} of 20 clicks`)).toBeVisible();
  }
  await expect(page.getByText('Clearest so far: you avoid “Length”.')).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await page.reload();
  await expect(page.getByText('14 of 20 clicks')).toBeVisible();
  await expect(page.getByText('Clearest so far: you avoid “Length”.')).toBeVisible();

  await page.getByRole('button', { name: 'Train on my taste' }).click();
  await expect(page.getByText('Four new prompts, at the start and at step 16')).toBeVisible();
  await expect(page.getByText(/^Your taste against the hidden gold reward: correlation/)).toBeVisible();
  await expect(page.getByText(/your taste −?\d/)).toHaveCount(8);
  expect(page.url()).toContain('reward=taste');
  expect(page.url()).toMatch(/tasteLength=-/);
  expect(await violations(page)).toEqual([]);
});

test('the clicks leave as a file that the page takes for preferences', async ({ page }) => {
  await page.goto(ADDRESS);
  await answer(page, 2).click();
  await page.keyboard.press('1');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download', exact: true }).click();
  expect((await download).suggestedFilename()).toBe('clicks-sentiment.jsonl');
  await page.getByRole('button', { name: 'Set up DPO on them' }).click();
  await expect(page.getByText('In use from the next run on: 2 pairs of your own.')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Method' })).toHaveValue('dpo');
});
