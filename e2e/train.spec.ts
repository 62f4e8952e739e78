// The home page as a visitor uses it: Play moves a dot, every control answers, nothing blocks the page, and the run
// survives what can go wrong. On the software adapter WebGPU runs are kept tiny; the long run computes with WASM.
import type { Page } from '@playwright/test';
import { expect, LONGEST_TASK_MS, test } from './page.ts';

const TINY =
  'samplesPerPrompt=4&promptsPerRound=2&groupsPerBatch=2&stepsPerRound=2&rounds=2&evaluationInterval=2&evaluationSamples=8';
const play = (page: Page) => page.getByRole('button', { name: 'Play', exact: true });
const progress = (page: Page) => page.getByText(/step \d+ \/ \d+/);

async function ready(page: Page, query: string): Promise<void> {
  await page.goto(`?${query}#train`);
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled({ timeout: 90_000 });
}

async function stepOf(page: Page): Promise<number> {
  const text = await progress(page).first().textContent();
  return Number(/step (\d+)/.exec(text ?? '')?.[1]);
}

test('trains strings on the engine, from Play to the end of the default run', async ({ page }) => {
  test.setTimeout(400_000);
  await page.goto('?backend=webgpu#train');
  await expect(page.getByText(/Compiling GPU kernels \d+\/\d+/)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled({ timeout: 90_000 });
  await expect(page.getByLabel('What computes')).toContainText('WebGPU');
  await play(page).click();
  await expect(page.getByRole('button', { name: 'Run again' })).toBeVisible({ timeout: 360_000 });
  expect(await stepOf(page)).toBe(500);
  // Prior: -0.01, posterior: 1.98, by enumeration.
  const values = page.getByLabel('Current values');
  const reward = Number(await values.locator('div', { hasText: 'Reward' }).locator('dd').textContent());
  expect(reward).toBeGreaterThan(1.7);
  await expect(values.locator('div', { hasText: 'Memory' })).toContainText('peak');
});

test.describe('speed of the page', () => {
  // The clock counts time that other processes take from this one; on shared cores a quiet moment may need a retry.
  test.describe.configure({ retries: 2 });

  test('the frontier moves within ten seconds, and the page never blocks for 100 ms', async ({ page }) => {
    await page.addInitScript(() => {
      const seen: number[] = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.push(entry.duration);
      }).observe({ type: 'longtask', buffered: true });
      Object.assign(window, { longTasks: seen });
    });
    await ready(page, '');
    const longTasks = () =>
      page.evaluate(() => [...(window as unknown as { longTasks: number[] }).longTasks]);
    const atStart = (await longTasks()).length;
    await play(page).click();
    await expect.poll(() => stepOf(page), { timeout: 10_000 }).toBeGreaterThan(0);
    await expect.poll(() => stepOf(page), { timeout: 60_000 }).toBeGreaterThan(60);
    const whileTraining = (await longTasks()).slice(atStart);
    expect(Math.max(0, ...whileTraining), `${whileTraining}`).toBeLessThan(LONGEST_TASK_MS);
  });
});

test('Space, arrows and R drive the run; a reset keeps the finished run in the chart', async ({ page }) => {
  await ready(page, `backend=wasm&${TINY}`);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => stepOf(page)).toBe(1);
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Run again' })).toBeVisible();
  await page.keyboard.press('r');
  await expect(play(page)).toBeEnabled();
  await expect.poll(() => stepOf(page)).toBe(0);
  await expect(page.getByText('#1 BRAIn')).toBeVisible();
  await expect(page.getByText('#2')).toBeVisible();
});

test('a setting lands in the address and waits for a restart; a bad one is refused with its bounds', async ({
  page,
}) => {
  await ready(page, `backend=wasm&${TINY}`);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => stepOf(page)).toBe(1);
  const gamma = page.getByRole('textbox', { name: /Goodness temperature/ });
  await gamma.fill('0.5');
  await gamma.press('Enter');
  await expect(page).toHaveURL(/gamma=0\.5/);
  await expect(page).toHaveURL(/backend=wasm/);
  await expect(page.getByRole('button', { name: 'Restart with changes' })).toBeVisible();
  await gamma.fill('-1');
  await gamma.press('Enter');
  await expect(page.getByText(/invalid gamma: -1 \(expected 0\.01\.\.100\)/).first()).toBeVisible();
  await expect(page).toHaveURL(/gamma=0\.5/);
});

test('another method weighs the same samples, and its run joins the chart', async ({ page }) => {
  await ready(page, `backend=wasm&method=gdc&${TINY}`);
  await play(page).click();
  await expect(page.getByRole('button', { name: 'Run again' })).toBeVisible();
  await expect(page.getByText('#1 GDC')).toBeVisible();
});

test('moves a run to another backend where it stands', async ({ page }) => {
  await ready(page, `backend=wasm&${TINY}`);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => stepOf(page)).toBe(1);
  await page.getByLabel('What computes').selectOption('cpu');
  await expect(page.getByLabel('What computes')).toContainText('CPU (plain JavaScript)');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => stepOf(page)).toBe(2);
});

test('a crashed worker is said in a sentence, and one click goes on from the last evaluation', async ({
  page,
  noise,
}) => {
  noise.allow(/deliberate/);
  await ready(page, `backend=wasm&${TINY}`);
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
  await expect(page.getByText(/The worker stopped: .*deliberate.* kept up to step 2/)).toBeVisible();
  await page.getByRole('button', { name: /Continue on/ }).click();
  await expect.poll(() => stepOf(page)).toBe(4);
});
