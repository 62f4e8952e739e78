// A browser that forbids all storage, as its own setting does: no localStorage, no IndexedDB, no locks.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { sandboxArguments } from '../scripts/lib/browser.mjs';
import { test as base, expect } from './page.ts';

const BLOCKED = 2;

const test = base.extend({
  page: async ({ served }, use, testInfo) => {
    const profile = testInfo.outputPath('profile');
    mkdirSync(join(profile, 'Default'), { recursive: true });
    const settings = { profile: { default_content_setting_values: { cookies: BLOCKED } } };
    writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify(settings));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.CHROME_PATH || undefined,
      args: [...sandboxArguments],
      baseURL: served,
    });
    await use(await context.newPage());
    await context.close();
  },
});

test('where storage is forbidden everything plays, and the page says what is not kept', async ({ page }) => {
  await page.goto(
    '?backend=cpu&task=strings&samplesPerPrompt=4&promptsPerRound=2&groupsPerBatch=2&stepsPerRound=2&rounds=2&evaluationSamples=8',
  );
  await page.getByRole('button', { name: 'Train it here' }).click();
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible();

  await page.getByRole('link', { name: 'Reproduce' }).click();
  await page.getByLabel('Size').selectOption('smoke');
  const figure = page.getByRole('region', { name: /^KL estimators: / });
  await figure.getByRole('button', { name: 'Play' }).click();
  await expect(figure.getByRole('button', { name: 'Run this again' })).toBeEnabled();
  await expect(page.getByText(/the browser keeps none \(it forbids storage here/)).toBeVisible();
  await expect(page.getByText(/a reload starts with an empty queue/)).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export what there is' }).click();
  expect((await download).suggestedFilename()).toBe('reproduction.zip');
});
