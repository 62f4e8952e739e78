// Presenter mode: one panel at a time in large type, its keys, and its place in the address.
import type { Page } from '@playwright/test';
import { violations } from './accessibility.ts';
import { expect, test, testOfOneLoad } from './page.ts';

const ADDRESS = '?v=1&backend=cpu&evaluationSamples=8&present#train';
const bar = (page: Page) => page.getByRole('navigation', { name: 'Presenter' });
const shown = (page: Page) => page.locator('[data-presented]');
const isOn = (page: Page) => page.evaluate(() => document.documentElement.dataset.presenter !== undefined);
const testOfRoom = testOfOneLoad(async (page) => {
  await page.goto(ADDRESS);
  await expect(shown(page)).toBeVisible();
});

/** Size of the smallest text that can be seen, HTML and SVG, in CSS pixels. */
const smallestTextPx = (page: Page) =>
  page.evaluate(() => {
    let smallest = Number.POSITIVE_INFINITY;
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const parent = node.parentElement!;
      if (!node.textContent?.trim() || !parent.checkVisibility({ visibilityProperty: true })) continue;
      if (parent.closest('.visually-hidden, script, style')) continue;
      // An SVG may scale its text.
      const svg = parent instanceof SVGGraphicsElement ? parent.getScreenCTM()!.a : 1;
      smallest = Math.min(smallest, svg * Number.parseFloat(getComputedStyle(parent).fontSize));
    }
    return smallest;
  });

for (const size of [
  { width: 1024, height: 768 },
  { width: 1440, height: 900 },
]) {
  testOfRoom(`the frontier at ${size.width}: no text under 18 px, and nothing scrolls`, async ({ page }) => {
    await page.setViewportSize(size);
    await expect(shown(page)).toHaveAttribute('data-panel', 'frontier');
    await expect.poll(() => smallestTextPx(page)).toBeGreaterThanOrEqual(18);
    const numbers = page.locator('.presenter-numbers dd');
    await expect(numbers).toHaveCount(2);
    for (const number of await numbers.all())
      expect(
        await number.evaluate((dd) => Number.parseFloat(getComputedStyle(dd).fontSize)),
      ).toBeGreaterThanOrEqual(48);
    const overflows = () =>
      page.evaluate(
        () =>
          [document.documentElement, document.querySelector('main')!].filter(
            (box) => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1,
          ).length,
      );
    await expect.poll(overflows).toBe(0);
  });
}

testOfRoom('nothing serious for axe, in light and where dark is chosen', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  // What is shown is a recording, until something has been trained.
  await expect(bar(page).getByRole('status')).toContainText('recorded');
  expect(await violations(page)).toEqual([]);
  await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'dark'));
  expect(await violations(page)).toEqual([]);
  await page.evaluate(() => document.documentElement.removeAttribute('data-theme'));
});

testOfRoom('turns panels by key, and the page does not step', async ({ page }) => {
  await page.keyboard.press('PageDown');
  await expect(shown(page)).not.toHaveAttribute('data-panel', 'frontier');
  await expect(bar(page).getByRole('status')).toContainText('2 of');
  await page.keyboard.press('ArrowLeft');
  await expect(shown(page)).toHaveAttribute('data-panel', 'frontier');
  await page.keyboard.press('ArrowRight');
  await expect(shown(page)).not.toHaveAttribute('data-panel', 'frontier');
  await page.keyboard.press('PageUp');
  await expect(page.getByText('step 0 of')).toBeVisible();
});

testOfRoom('B blanks the screen, and B shows it again', async ({ page }) => {
  const blank = page.getByRole('button', { name: 'Show the page again' });
  await page.keyboard.press('b');
  await expect(blank).toBeVisible();
  await page.keyboard.press('b');
  await expect(blank).toHaveCount(0);
});

test('every chart of Exact has the screen, with no text under 18 px', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.goto(ADDRESS.replace('#train', '#exact'));
  const next = bar(page).getByRole('button', { name: 'Next panel' });
  await expect(next).toBeEnabled();
  for (;;) {
    const heightPx = () => shown(page).evaluate((panel) => panel.getBoundingClientRect().height);
    await expect.poll(heightPx).toBeGreaterThan(600);
    expect(await smallestTextPx(page)).toBeGreaterThanOrEqual(18);
    if (await next.isDisabled()) break;
    await next.click();
  }
});

test('P starts it, light where nothing is chosen; the address has it; Esc leaves', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(ADDRESS.replace('&present', ''));
  await expect(page.getByRole('button', { name: 'Menu', exact: true })).toBeVisible();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  await page.keyboard.press('p');
  await expect(bar(page)).toBeVisible();
  await expect(page.getByRole('banner')).toHaveCount(0);
  expect(await ground()).not.toBe(dark);
  expect(new URL(page.url()).searchParams.has('present')).toBe(true);
  await page.reload();
  await expect(bar(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('banner')).toBeVisible();
  expect(await isOn(page)).toBe(false);
  expect(new URL(page.url()).searchParams.has('present')).toBe(false);
  expect(await ground()).toBe(dark);
});
