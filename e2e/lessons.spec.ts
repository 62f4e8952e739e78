// Lessons, each walked to its end, with the sheet, the notes and the keyboard.
import type { Page } from '@playwright/test';
import { violations } from './accessibility.ts';
import { shortReviews, shortStrings } from './lesson_links.ts';
import { walkBridges, walkFrontier, walkHacking, walkSamples } from './lesson_walks.ts';
import { expect, test } from './page.ts';

const strip = (page: Page) => page.getByRole('complementary', { name: /^Lesson/ });
const dots = (page: Page) => strip(page).getByRole('list', { name: 'Steps of the lesson' });

test('Better, but not too far', async ({ page }) => {
  await page.goto('?lesson=frontier&backend=cpu');
  await walkFrontier(page);
});

test('Cheat the reward', async ({ page }) => {
  await page.goto(shortReviews('hacking', 'cpu'));
  await walkHacking(page);
});

test('Does n matter?', async ({ page }) => {
  await page.goto(shortStrings('samples', 'cpu'));
  await walkSamples(page);
});

test('From DPO and GDC to BRAIn', async ({ page }) => {
  await page.goto(shortStrings('bridges', 'cpu'));
  await walkBridges(page);
});

test('a lesson is found in the menu, skips are shown, and a reload loses nothing', async ({ page }) => {
  await page.goto('?backend=cpu');
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('link', { name: 'Lessons' }).click();
  await page.getByRole('listitem').filter({ hasText: 'Better, but not too far' }).getByRole('button').click();
  await strip(page).getByRole('button', { name: 'A is better' }).click();
  await expect(strip(page).getByText('Post 2 of 3')).toBeVisible();
  await page.keyboard.press('PageDown');
  await expect(strip(page).getByRole('heading', { name: 'Let it learn' })).toBeVisible();
  await expect(dots(page)).toContainText('Be the judge: skipped');
  await expect(page).toHaveURL(/lesson=frontier&step=2/);
  await strip(page).getByRole('radio', { name: 'None' }).check();
  await page.reload();
  await expect(strip(page).getByRole('heading', { name: 'Let it learn' })).toBeVisible();
  await expect(strip(page).getByRole('radio', { name: 'None' })).toBeChecked();
  await expect(dots(page)).toContainText('Be the judge: skipped');
  await page.keyboard.press('PageUp');
  await expect(strip(page).getByText('Post 1 of 3')).toBeVisible();
  await strip(page).getByRole('button', { name: 'Leave the lesson' }).click();
  await expect(strip(page)).toHaveCount(0);
  await expect(page).not.toHaveURL(/lesson/);
});

test('axe finds nothing in the strip, the list, the notes and the worksheet, and paper has the sheet alone', async ({
  page,
}) => {
  await page.goto('?lesson=samples&step=2&backend=cpu');
  await expect(strip(page).getByRole('radio')).toHaveCount(3);
  expect(await violations(page)).toEqual([]);
  await page.evaluate(() => location.assign('#lessons'));
  await expect(page.getByRole('heading', { name: 'Cheat the reward' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.evaluate(() => location.assign('#lessons?notes=hacking'));
  await expect(page.getByText('They will say').first()).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.evaluate(() => location.assign('#lessons?worksheet=frontier&seed=3'));
  await expect(page.getByText('Answer:')).toHaveCount(0);
  const answers = page.getByRole('checkbox', { name: 'Show the answers' });
  // The address holds its state, so it follows a turn later.
  await answers.click();
  await expect(answers).toBeChecked();
  await expect(page.getByText('Answer:')).toHaveCount(7);
  expect(await violations(page)).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('heading', { name: /table 3/ })).toBeVisible();
  for (const hidden of [page.getByRole('banner'), strip(page), page.getByRole('checkbox')])
    await expect(hidden).toBeHidden();
});

test('an unknown lesson is named, and the page works', async ({ page }) => {
  await page.goto('?lesson=alchemy&backend=cpu');
  await expect(page.getByText(/invalid lesson: alchemy/)).toBeVisible();
});
