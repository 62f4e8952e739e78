// A teacher's link: made in a dialog, opened by a student, kept by every edit, and freed in the menu.
import type { Page } from '@playwright/test';
import { violations } from './accessibility.ts';
import { expect, test } from './page.ts';

const ADDRESS = '?v=1&backend=cpu&evaluationSamples=8#train';
const menu = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Page tools' }).getByRole('button', { name, exact: true });
const gamma = (page: Page) => page.getByRole('slider', { name: 'Greediness gamma' });
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Share for a class' });

async function makeLink(page: Page): Promise<string> {
  await page.goto(ADDRESS);
  await menu(page, 'Menu').press('Enter');
  await menu(page, 'Share').press('Enter');
  await page.getByRole('button', { name: 'For a class…' }).press('Enter');
  await dialog(page).getByRole('button', { name: 'Play and gamma' }).press('Enter');
  await dialog(page).getByRole('radio', { name: 'List of runs: hidden' }).check();
  await dialog(page).getByLabel('What the seats differ in').fill('gamma:0.1,0.3,1,3,10');
  return dialog(page).getByLabel('The link for the class').inputValue();
}

test('the dialog makes the link, shows it to a room, and closes', async ({ page }) => {
  const link = await makeLink(page);
  expect(link).toContain('hide=task,method,inside,step,settings,pages,share,runs&seats=gamma:0.1,0.3,1,3,10');
  await expect(
    dialog(page).getByRole('img', { name: 'The link as a QR code' }).locator('path'),
  ).toHaveAttribute('d', /^M4 4h7v1h-7z/);
  expect(await violations(page)).toEqual([]);
  await dialog(page).getByLabel('What the seats differ in').fill('gamma:0');
  await expect(dialog(page).getByText('invalid gamma: 0 (expected 0.01..100)')).toBeVisible();
  await dialog(page).getByRole('button', { name: 'Full screen' }).click();
  const screen = page.getByRole('dialog', { name: 'The link for the class' });
  await expect(screen.getByText(/^127\.0\.0\.1:\d+\/\?v=1/)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await screen.getByRole('button', { name: 'Close' }).click();
  await dialog(page).getByRole('button', { name: 'Close' }).click();
  await expect(dialog(page)).toHaveCount(0);
});

test('a student’s page obeys it, through twenty edits, a seat and a reload, until it is unlocked', async ({
  page,
}) => {
  const link = await makeLink(page);
  await page.goto(`${link}&backend=cpu`);
  await expect(gamma(page)).toBeEnabled();
  await expect(page.getByRole('tab')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'All settings' })).toHaveCount(0);
  await expect(page.getByRole('combobox', { name: 'Task' })).toBeHidden();
  const kept = new URL(link).searchParams;
  for (let edit = 0; edit < 20; edit++) {
    await gamma(page).press(edit < 10 ? 'ArrowRight' : 'ArrowLeft');
    const now = new URL(page.url()).searchParams;
    for (const key of ['hide', 'seats']) expect(now.get(key)).toBe(kept.get(key));
  }
  await page.getByLabel('Which number is on your desk?').fill('12');
  await page.keyboard.press('Enter');
  await expect(page.getByText('gamma 0.3, seed 3. Your teacher’s list.')).toBeVisible();
  await expect(gamma(page)).toBeDisabled();
  await page.reload();
  await expect(page.getByText('Seat 12')).toBeVisible();
  await expect(gamma(page)).toHaveAttribute('aria-valuetext', '0.3');
  expect(await violations(page)).toEqual([]);
  await menu(page, 'Menu').click();
  await expect(menu(page, 'Share')).toHaveCount(0);
  await menu(page, 'Unlock').click();
  await expect(gamma(page)).toBeEnabled();
  await expect(page.getByRole('tab', { name: 'Weights' })).toBeVisible();
  expect(new URL(page.url()).searchParams.get('seat')).toBe('12');
});

test('a locked setting shows a padlock and who set it', async ({ page }) => {
  await page.goto(ADDRESS.replace('#', '&lock=task,rounds&gamma=0.3#'));
  const task = page.getByRole('combobox', { name: 'Task' });
  await expect(task).toBeDisabled();
  await expect(task).toHaveAccessibleDescription('Set by your teacher');
  await page.getByRole('button', { name: 'All settings' }).click();
  await expect(page.getByRole('textbox', { name: 'Rounds' })).toBeDisabled();
  await expect(page.getByRole('textbox', { name: 'Samples per prompt' })).toBeEnabled();
  expect(await violations(page)).toEqual([]);
});
