// The home page as a visitor uses it: Play moves a dot, every control answers, and the run survives what can go wrong.
import type { Page } from '@playwright/test';
import { expect, test } from './page.ts';

const TINY =
  'samplesPerPrompt=4&promptsPerRound=2&groupsPerBatch=2&stepsPerRound=2&rounds=2&evaluationInterval=2&evaluationSamples=8';
const play = (page: Page) => page.getByRole('button', { name: 'Train it here' });
/** The list of runs, which also names what differs. */
const runs = (page: Page) => page.locator('details', { has: page.getByText(/^\d+ runs$/) });
const settings = (page: Page) => page.getByRole('dialog', { name: 'All settings' });

async function ready(page: Page, query: string): Promise<void> {
  await page.goto(`?${query}#train`);
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
}

async function stepOf(page: Page): Promise<number> {
  const label = await page.getByRole('progressbar').first().getAttribute('aria-label');
  return Number(/step (\d+)/.exec(label ?? '')?.[1]);
}

test('Space, arrows and R drive the run; a reset keeps the finished run in the chart', async ({ page }) => {
  await ready(page, `backend=cpu&${TINY}`);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => stepOf(page)).toBe(1);
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible();
  await page.keyboard.press('r');
  await expect(play(page)).toBeEnabled();
  await expect.poll(() => stepOf(page)).toBe(0);
  await expect(runs(page).getByText('#1 BRAIn')).toBeVisible();
  await expect(runs(page).getByText('#2')).toBeVisible();
  await page.getByRole('button', { name: 'Undo the reset' }).click();
  await expect.poll(() => stepOf(page)).toBe(4);
  await expect(runs(page).getByText('#2')).toBeHidden();
});

test('a setting lands in the address and waits for a restart; a bad one is refused with its bounds', async ({
  page,
}) => {
  await ready(page, `backend=cpu&${TINY}`);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => stepOf(page)).toBe(1);
  await page.getByRole('button', { name: 'All settings' }).click();
  const gamma = settings(page).getByRole('textbox', { name: /Goodness temperature/ });
  await gamma.fill('0.5');
  await gamma.press('Enter');
  await expect(page).toHaveURL(/gamma=0\.5/);
  await expect(page).toHaveURL(/backend=cpu/);
  await expect(page.getByRole('button', { name: 'Go on with the old run' })).toBeVisible();
  await gamma.fill('-1');
  await gamma.press('Enter');
  await expect(page.getByText(/invalid gamma: -1 \(expected 0\.01\.\.100\)/).first()).toBeVisible();
  await expect(page).toHaveURL(/gamma=0\.5/);
  await page.keyboard.press('Escape');
  await expect(settings(page)).toBeHidden();
  await expect(page.getByRole('button', { name: 'All settings' })).toBeFocused();
  await page.getByRole('button', { name: 'Train with gamma 0.5' }).click();
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible();
  await expect(runs(page).getByText(/#2 .*gamma/)).toBeVisible();
});

test('another method weighs the same samples, and its run joins the chart', async ({ page }) => {
  await ready(page, `backend=cpu&method=gdc&${TINY}`);
  await play(page).click();
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible();
  await page.keyboard.press('r');
  await expect(runs(page).getByText('#1 GDC')).toBeVisible();
});

test('moves a run to another backend where it stands', async ({ page }) => {
  await ready(page, `backend=cpu&${TINY}`);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => stepOf(page)).toBe(1);
  await page.getByRole('button', { name: 'Computes: CPU' }).click();
  await page.getByLabel('What computes').selectOption('tfjs-cpu');
  await expect(page.getByLabel('What computes')).toHaveValue('tfjs-cpu');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => stepOf(page)).toBe(2);
});

test('checks a run against TensorFlow.js, which is loaded for it', async ({ page }) => {
  await ready(page, `backend=cpu&${TINY}`);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => stepOf(page)).toBe(1);
  const loaded = page.context().waitForEvent('request', (request) => /tfjs_backends/.test(request.url()));
  await page.getByRole('tab', { name: 'Curves' }).click();
  await page.getByRole('button', { name: 'Check against TensorFlow.js' }).click();
  await loaded;
  await expect(
    page.getByText(
      /beside TensorFlow.js · WASM, SIMD, 8 responses .* log-probs differ by at most \d\.\de−\d nats/,
    ),
  ).toBeVisible();
});

test('a crashed worker is said in a sentence, and one click goes on from the last evaluation', async ({
  page,
  noise,
}) => {
  noise.allow(/deliberate/);
  await ready(page, `backend=cpu&${TINY}`);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => stepOf(page)).toBe(3);
  const worker = page.workers().find((one) => one.url().includes('worker'));
  await worker?.evaluate(() => {
    setTimeout(() => {
      throw new Error('deliberate');
    });
  });
  await expect(page.getByText(/The worker stopped: .*deliberate.* kept up to step 3/)).toBeVisible();
  await page.getByRole('button', { name: /Continue on/ }).click();
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => stepOf(page)).toBe(4);
});
