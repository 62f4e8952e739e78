// What leaves the page: its link, as text and as a QR code, and BibTeX; and the sheet of keys.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { violations } from './accessibility.ts';
import { expect, test, testOfOneLoad } from './page.ts';

const ADDRESS = '?v=1&gamma=0.3&backend=cpu&evaluationSamples=8#variance';
const tools = (page: Page) => page.getByRole('region', { name: 'Page tools' });
const button = (page: Page, name: string) => tools(page).getByRole('button', { name, exact: true });
/** Opens one of the menu's panels. */
const open = async (page: Page, name: string) => {
  await button(page, 'Menu').click();
  await button(page, name).click();
};
/** Closes a panel, and the menu behind it. */
const close = async (page: Page) => {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Menu' })).toHaveCount(0);
};
const testOfHeader = testOfOneLoad(async (page) => {
  await page.goto(ADDRESS);
  await expect(button(page, 'Computes: CPU')).toBeVisible();
});

testOfHeader('Share has the present address, and its QR code', async ({ page }) => {
  await open(page, 'Share');
  const panel = page.getByRole('dialog', { name: 'Share' });
  const link = panel.getByLabel('Link to this page with its settings');
  await expect(link).toHaveValue(page.url());
  expect(page.url()).toContain('gamma=0.3');
  await expect(panel.getByRole('img', { name: 'The link as a QR code' }).locator('path')).toHaveAttribute(
    'd',
    /^M4 4h7v1h-7z/,
  );
  expect(await violations(page)).toEqual([]);
  await link.focus();
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await expect(button(page, 'Share')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(button(page, 'Menu')).toBeFocused();
});

testOfHeader('Cite has the paper and this page with its settings', async ({ page }) => {
  await open(page, 'Cite');
  const panel = page.getByRole('dialog', { name: 'Cite' });
  await expect(panel.getByText('pandey2024brain')).toBeVisible();
  await expect(panel.getByText('@misc{brainplayground')).toContainText(`\\url{${page.url()}}`);
  expect(await violations(page)).toEqual([]);
  await close(page);
  await expect(panel).toHaveCount(0);
});

testOfHeader('`?` shows the keys, and Esc hides them', async ({ page }) => {
  await button(page, 'Menu').focus();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.getByText('train or pause')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(button(page, 'Menu')).toBeFocused();
});

test('copies the link', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(ADDRESS);
  await open(page, 'Share');
  await page.getByRole('dialog', { name: 'Share' }).getByRole('button', { name: 'Copy' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
});

test('takes the runs along: numbers, settings, and a report that opens offline', async ({
  page,
  context,
}) => {
  await page.goto(ADDRESS.replace('#variance', '#train'));
  // Keys work once the page has its tools.
  await expect(button(page, 'Menu')).toBeVisible();
  // The report draws what was measured: here the starting model.
  await page.keyboard.press('p');
  await expect(page.locator('.presenter-numbers dd').first()).toHaveText(/\d/);
  await page.keyboard.press('p');
  await open(page, 'Share');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the run (zip)' }).click();
  const files = unzipSync(await readFile(await (await download).path()));
  expect(Object.keys(files).sort()).toEqual([
    'config.json',
    'frontier.csv',
    'report.html',
    'samples.csv',
    'steps.csv',
  ]);
  expect(JSON.parse(strFromU8(files['config.json']))[0].config.gamma).toBe(0.3);
  await context.setOffline(true);
  const report = await context.newPage();
  await report.setContent(strFromU8(files['report.html']));
  await expect(report.getByRole('img', { name: 'Reward against drift' })).toBeVisible();
  expect(await violations(report)).toEqual([]);
});
