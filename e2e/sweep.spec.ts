// A sweep as a visitor makes it: × beside gamma in the drawer, two values, Start; a reload in the middle; the figures and the files.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { violations } from './accessibility.ts';
import { expect, test } from './page.ts';

const TINY = '?backend=cpu&task=strings&rounds=2&stepsPerRound=10&evaluationInterval=5&evaluationSamples=16';
const status = (page: Page) =>
  page.locator('section[aria-labelledby="sweep-title"]').getByRole('status').first();

/** Lets so many runs have their model; the others wait for it until the page is left. */
async function letRunsLoad(page: Page, most: number): Promise<void> {
  let loaded = 0;
  await page.route('**/models/strings/model.safetensors', (route) => {
    if (++loaded <= most) void route.continue();
  });
}

async function downloaded(page: Page, name: string): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name, exact: true }).click();
  return readFile(await (await download).path(), 'utf8');
}

test('a sweep over gamma, reloaded in the middle, goes on and draws what it measured', async ({ page }) => {
  await page.goto(TINY);
  // The page itself has its model.
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
  await letRunsLoad(page, 1);
  await page.getByRole('button', { name: 'All settings' }).click();
  await page.getByRole('button', { name: 'Sweep over gamma' }).click();
  const form = page.getByRole('dialog', { name: 'Sweep over gamma' });
  await form.getByLabel('Values', { exact: true }).fill('0.5, 2');
  await form.getByLabel('Seeds').fill('1');
  await expect(form.getByRole('status')).toHaveText(/^2 runs, about \d+ (s|min) on this machine$/);
  await form.getByRole('button', { name: 'Start' }).click();
  await expect(page).toHaveURL(/sweep=gamma:0\.5,2&seeds=1&methods=brain#sweep$/);
  await expect(status(page)).toHaveText(/^1 of 2 runs done, 1 under way/);

  await page.unroute('**/models/strings/model.safetensors');
  await page.reload();
  await expect(page.getByText(/^1 of 2 runs are left, about .+ on this machine\.$/)).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(status(page)).toHaveText('2 of 2 runs done');

  const row = page.getByRole('row', { name: /^BRAIn, 0\.5 / });
  await expect(row).toContainText('1 of 1');
  for (const name of [
    'Reward against drift',
    'Reward over gamma',
    'Drift over gamma',
    'Distance to the best line over',
  ])
    await expect(page.getByRole('figure', { name: new RegExp(`^${name}`) })).toBeVisible();
  const csv = await downloaded(page, 'CSV');
  expect(csv.trim().split('\r\n')).toHaveLength(3);
  const shown = await row.locator('td').first().innerText();
  expect(Number(csv.split('\r\n')[1].split(',')[4]).toFixed(3)).toBe(shown.trim());
  expect(await downloaded(page, 'LaTeX')).toContain('\\begin{tabular}{lrrrrr}');
  expect(await violations(page)).toEqual([]);
});

test('a link to a sweep opens its page, and says what is wrong with it', async ({ page }) => {
  await page.goto(`${TINY}&sweep=gamma:0.1,0.3,1&seeds=1-3`);
  await expect(page).toHaveURL(/#sweep$/);
  await expect(
    page.getByRole('heading', { name: 'gamma 0.1, 0.3, 1: BRAIn on Strings, seeds 1-3' }),
  ).toBeVisible();
  await expect(page.getByText(/^9 runs, about /)).toBeVisible();
  await page.goto(`${TINY}&sweep=gamma:0.1,-1`);
  await expect(page.getByText('The address names no sweep:')).toContainText(
    'invalid gamma: -1 (expected 0.01..100)',
  );
  await page.getByRole('button', { name: /^gamma 0\.1, 0\.3, 1: / }).click();
  await expect(page.getByText(/^9 runs, about /)).toBeVisible();
  await expect(page).not.toHaveURL(/sweep=/);
});
