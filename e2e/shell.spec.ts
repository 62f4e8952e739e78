// The frame around everything: tabs, address, theme, width, keyboard, accessibility.
import type { Page } from '@playwright/test';
import { violations } from './accessibility.ts';
import { expect, test, testOfOneLoad } from './page.ts';

const TINY = '?backend=cpu&evaluationSamples=8';
const tab = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });
const menu = (page: Page) => page.getByRole('button', { name: 'Menu' });
const themeButton = (page: Page) => page.getByRole('button', { name: /^(Dark|Light) theme$/ });
const chosenTheme = (page: Page) => page.evaluate(() => document.documentElement.dataset.theme);

/** Until the page's code and the worker's first answer are there. */
const settled = async (page: Page) => {
  await expect(page.getByText('Loading…')).toHaveCount(0);
  await expect(page.getByText('Looking for a GPU…')).toHaveCount(0);
};
const open = async (page: Page, address: string) => {
  await page.goto(address);
  await settled(page);
};
const testOfTabs = testOfOneLoad((page) => open(page, TINY));
/** Goes there without loading the page again. */
const turnTo = async (page: Page, hash: string) => {
  await page.evaluate((wanted) => location.assign(wanted), hash);
  await settled(page);
};

for (const name of ['train', 'variance', 'sweep', 'class', 'benchmark']) {
  testOfTabs(`${name}: nothing serious for axe, in light and in dark`, async ({ page }) => {
    await turnTo(page, `#${name}`);
    expect(await violations(page)).toEqual([]);
  });

  testOfTabs(`${name}: fits a phone without scrolling sideways`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await turnTo(page, `#${name}`);
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await expect.poll(overflow).toBeLessThanOrEqual(0);
  });
}

testOfTabs('the tabs follow the address, forwards and back', async ({ page }) => {
  await turnTo(page, '#train');
  await expect(tab(page, 'Train')).toHaveAttribute('aria-current', 'page');
  await tab(page, 'Variance').click();
  await expect(tab(page, 'Variance')).toHaveAttribute('aria-current', 'page');
  await expect(page).toHaveURL(/#variance$/);
  await page.goBack();
  await expect(tab(page, 'Train')).toHaveAttribute('aria-current', 'page');
});

test('a broken address is said, and the defaults stand in', async ({ page }) => {
  await open(page, `${TINY}&gamma=-1&seed=NaN&foo=1&x=%E0%A4%A`);
  const notices = page.getByRole('main');
  await notices.getByText('Show all').click();
  for (const problem of [/invalid gamma: -1 \(expected 0\.01\.\.100\)/, /invalid seed: NaN/, /foo/])
    await expect(notices.getByText(problem).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Train it here' })).toBeEnabled();
});

test('an unknown backend is said, and the best one stands in', async ({ page }) => {
  await open(page, '?backend=wasm&evaluationSamples=8');
  await expect(page.getByText(/invalid backend: wasm \(expected webgpu, cpu, tfjs-webgpu, /)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Train it here' })).toBeEnabled();
});

test('the theme switches and is remembered', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await open(page, TINY);
  await menu(page).click();
  await expect(themeButton(page)).toHaveAccessibleName('Dark theme');
  const light = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await themeButton(page).click();
  expect(await chosenTheme(page)).toBe('dark');
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).not.toBe(light);
  await page.reload();
  expect(await chosenTheme(page)).toBe('dark');
});

test('the keyboard reaches the content, the tabs and the theme, and its focus shows', async ({ page }) => {
  await open(page, TINY);
  await page.keyboard.press('Tab');
  await expect(page.getByText('Skip to the content')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await tab(page, 'Variance').focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#variance$/);
  // The tools stand behind the content, which is loaded late.
  await expect(page.getByRole('main').getByRole('slider').first()).toBeVisible();
  await menu(page).focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await expect(menu(page)).toBeFocused();
  const ring = await menu(page).evaluate((button) => getComputedStyle(button).outlineStyle);
  expect(ring).not.toBe('none');
  await page.keyboard.press('Enter');
  await themeButton(page).focus();
  await page.keyboard.press('Space');
  expect(await chosenTheme(page)).toBeDefined();
});
