// The exact page as a visitor uses it: numbers without sampling error that obey the identities between them, every
// outcome within reach of the keyboard, and theorem checks that hold and can be broken.
import type { Page } from '@playwright/test';
import { violations } from './accessibility.ts';
import { expect, LONGEST_TASK_MS, test } from './page.ts';

const TINY =
  'task=strings&backend=wasm&samplesPerPrompt=8&promptsPerRound=2&groupsPerBatch=2&stepsPerRound=2&rounds=2&evaluationInterval=2&evaluationSamples=8';
const CHECKS = 9;

const support = (page: Page) => page.getByRole('slider', { name: /^Outcome/ });
const theorems = (page: Page) => page.getByRole('region', { name: 'The theorems, checked' });
const count = (page: Page) => theorems(page).getByText(/of \d+ hold/);

async function open(page: Page, query = TINY): Promise<void> {
  await page.goto(`?${query}#exact`);
  await expect(page.getByRole('heading', { name: 'Exactly, at step 0' })).toBeVisible({ timeout: 90_000 });
}

/** The big number of a read-out. */
async function readout(page: Page, label: string): Promise<number> {
  const value = page.locator('dt', { hasText: label }).locator('xpath=following-sibling::dd[1]').first();
  return Number.parseFloat(((await value.textContent()) ?? '').replace('−', '-').replace('e−', 'e-'));
}

test('the prior by enumeration: at KL 0, on the frontier, and in agreement with log Z', async ({ page }) => {
  await open(page);
  expect(Math.abs(await readout(page, 'KL(policy ‖ prior)'))).toBeLessThan(1e-6);
  expect(Math.abs(await readout(page, 'Short of the frontier'))).toBeLessThan(1e-3);
  // With gamma = 1 and no KL to the prior: KL(policy || posterior) = log Z - E[r].
  const identity = (await readout(page, 'log Z')) - (await readout(page, 'Expected reward'));
  expect(await readout(page, 'KL(policy ‖ posterior)')).toBeCloseTo(identity, 2);
  await expect(page.getByText('Press Play: the first round’s samples')).toBeVisible();
});

test('Play moves the exact figures, and the samples of each round are held against the exact KL', async ({
  page,
}) => {
  await open(page);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Run again' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Exactly, at step 4' })).toBeVisible();
  expect(await readout(page, 'KL(policy ‖ prior)')).toBeGreaterThan(0);
  // No policy lies above the frontier.
  expect(await readout(page, 'Short of the frontier')).toBeGreaterThan(-1e-6);
  await expect(page.getByRole('table', { name: 'Round 2' }).getByRole('row')).toHaveCount(4);
  await expect(page.getByRole('table', { name: 'Step 4' })).toBeVisible();
});

test('the support answers to the keyboard and names what it stands on', async ({ page }) => {
  await open(page);
  await support(page).focus();
  await expect(support(page)).toHaveAttribute('aria-valuetext', /^rank 1 of 4,096, [a-h]{4}, reward /);
  const first = await support(page).getAttribute('aria-valuetext');
  await page.keyboard.press('ArrowRight');
  await expect(support(page)).toHaveAttribute('aria-valuenow', '2');
  await page.keyboard.press('End');
  await expect(support(page)).toHaveAttribute('aria-valuenow', '4096');
  await page.keyboard.press('PageDown');
  await expect(support(page)).toHaveAttribute('aria-valuenow', '4032');
  await page.keyboard.press('Home');
  await expect(support(page)).toHaveAttribute('aria-valuetext', first ?? '');
  // The keys were the support's, not the run's.
  await expect(page.getByText(/step 0 \//)).toBeVisible();
  await page.getByLabel('Rank on a').selectOption('linear');
  const box = await support(page).boundingBox();
  if (!box) throw new Error('the support is not on the page');
  await support(page).hover({ position: { x: box.width / 2, y: 40 } });
  const rank = Number(await support(page).getAttribute('aria-valuenow'));
  expect(Math.abs(rank - 2048)).toBeLessThan(200);
});

test('every outcome can be taken along', async ({ page }) => {
  await open(page);
  const figure = page.locator('figure').filter({ hasText: 'The whole support' });
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    figure.getByRole('button', { name: 'CSV' }).click(),
  ]);
  const chunks: Uint8Array[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString('utf8').trim().split('\r\n');
  expect(lines).toHaveLength(1 + 4096);
  const posterior = lines[0].split(',').findIndex((name) => name.includes('posterior'));
  const mass = lines.slice(1).reduce((sum, line) => sum + Math.exp(Number(line.split(',')[posterior])), 0);
  expect(mass).toBeCloseTo(1, 9);
});

test('all theorem checks hold, and breaking one makes it fail for a stated reason', async ({ page }) => {
  await open(page);
  await expect(count(page)).toHaveText(`${CHECKS} of ${CHECKS} hold`);
  const switches = theorems(page).getByRole('switch');
  await expect(switches).toHaveCount(CHECKS);
  for (const one of await switches.all()) {
    await one.click();
    const card = theorems(page)
      .getByRole('listitem')
      .filter({ has: page.locator('[aria-checked="true"]') });
    await expect(card.getByText('fails, as it must')).toBeVisible();
    await expect(card.getByText(/^Broken: /)).toBeVisible();
    await expect(count(page)).toHaveText(`${CHECKS - 1} of ${CHECKS} hold, 1 broken on purpose`);
    await one.click();
    await expect(count(page)).toHaveText(`${CHECKS} of ${CHECKS} hold`);
  }
});

test('the checks’ world is set by hand; a number out of bounds is refused', async ({ page }) => {
  await open(page);
  await expect(count(page)).toHaveText(`${CHECKS} of ${CHECKS} hold`);
  const field = (name: RegExp) => theorems(page).getByRole('textbox', { name });
  await field(/^Outcomes/).fill('8');
  await field(/^Samples n/).fill('4');
  await field(/^Samples n/).press('Enter');
  await expect(theorems(page).getByText('mean of 4096 estimates')).toBeVisible();
  await expect(count(page)).toHaveText(`${CHECKS} of ${CHECKS} hold`);
  await field(/^Samples n/).fill('9');
  await field(/^Samples n/).press('Enter');
  await expect(theorems(page).getByText('invalid n: 9 (expected an integer in 2..4)')).toBeVisible();
  await expect(theorems(page).getByText('mean of 4096 estimates')).toBeVisible();
  await theorems(page).getByRole('button', { name: 'Another world' }).click();
  await expect(field(/^Seed/)).toHaveValue('2');
  await expect(count(page)).toHaveText(`${CHECKS} of ${CHECKS} hold`);
});

test.describe('speed of the page', () => {
  // The clock counts time that other processes take from this one; on shared cores a quiet moment may need a retry.
  test.describe.configure({ retries: 2 });

  test('training, enumerating and checking never block the page for 100 ms', async ({ page }) => {
    await page.addInitScript(() => {
      const seen: number[] = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.push(entry.duration);
      }).observe({ type: 'longtask' });
      Object.assign(window, { longTasks: seen });
    });
    const longTasks = () =>
      page.evaluate(() => [...(window as unknown as { longTasks: number[] }).longTasks]);
    await open(page, 'task=strings&backend=wasm&rounds=2&evaluationSamples=64&evaluationInterval=5');
    await expect(count(page)).toHaveText(`${CHECKS} of ${CHECKS} hold`);
    await theorems(page)
      .getByRole('textbox', { name: /^Outcomes/ })
      .fill('8');
    await theorems(page)
      .getByRole('textbox', { name: /^Samples n/ })
      .fill('4');
    const another = page.locator('fieldset button', { hasText: 'Another world' });
    await another.focus();
    // From here on nothing looks for roles: that goes through the whole page and is a long task of its own.
    const atStart = (await longTasks()).length;
    await page.keyboard.press('Enter');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('Space');
    const finished = () => {
      const bar = document.querySelector('progress');
      return bar !== null && bar.value === bar.max && document.body.textContent.includes('9 of 9 hold');
    };
    await page.waitForFunction(finished, undefined, { polling: 500, timeout: 90_000 });
    const since = (await longTasks()).slice(atStart);
    expect(Math.max(0, ...since), `${since}`).toBeLessThan(LONGEST_TASK_MS);
  });
});

test('a task that cannot be enumerated says so and offers the one that can', async ({ page }) => {
  await page.goto('?task=tldr&backend=wasm#exact');
  await expect(page.getByText(/far too many to enumerate/)).toBeVisible();
  await expect(count(page)).toHaveText(`${CHECKS} of ${CHECKS} hold`);
  await page.getByRole('button', { name: 'Load Strings' }).click();
  await expect(page.getByRole('heading', { name: 'Exactly, at step 0' })).toBeVisible({ timeout: 90_000 });
});

test('nothing serious for axe with everything shown, in light and in dark', async ({ page }) => {
  await open(page);
  await expect(count(page)).toHaveText(`${CHECKS} of ${CHECKS} hold`);
  await theorems(page).getByRole('switch').first().click();
  await expect(page.getByRole('table', { name: 'Step 0' })).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page), colorScheme).toEqual([]);
  }
});

test('fits a phone without scrolling sideways', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page);
  await expect(count(page)).toHaveText(`${CHECKS} of ${CHECKS} hold`);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});
