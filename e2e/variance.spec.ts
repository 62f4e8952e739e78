// The variance page as a visitor uses it, its numbers held against the closed forms of section 7.3.
import type { Page } from '@playwright/test';
import { expect, testOfOneLoad } from './page.ts';

/** The figures of one estimator beside the picture: these samples, mean, variance, MSE. */
const figures = (page: Page, estimator: string) =>
  page
    .getByRole('row')
    .filter({ has: page.getByRole('radio', { name: `Draw the coefficients of ${estimator}`, exact: true }) })
    .getByRole('cell');
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });

const testOfVariance = testOfOneLoad(async (page) => {
  await page.goto('?backend=cpu&evaluationSamples=8#variance');
});

/** The page as the address has it, whatever an earlier test left. */
async function open(page: Page, query = 'samples=8'): Promise<void> {
  await page.getByRole('link', { name: 'Train', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeVisible();
  await page.evaluate((hash) => location.assign(hash), `#variance?${query}`);
  await expect(page.getByText(/estimates in .* ms, off the main thread/)).toBeVisible();
}

/** What the page lets the visitor save: one record for each theta and estimator. */
async function savedRows(page: Page): Promise<Record<string, string>[]> {
  const details = page.locator('details').filter({ hasText: 'All numbers' });
  if (!(await details.evaluate((element: HTMLDetailsElement) => element.open)))
    await details.locator('summary').click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).last().click(),
  ]);
  const chunks: Uint8Array[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk);
  const [head, ...lines] = Buffer.concat(chunks).toString('utf8').trim().split('\r\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, c) => [names[c], cell])));
}

testOfVariance('variances at theta 0 and 1 agree with the closed forms for n = 8', async ({ page }) => {
  await open(page);
  const rows = await savedRows(page);
  // E.g. GDC at theta 1: [e (1 + 2^2) - 1] / 8.
  const closedForms = [
    ['0', 'gdc', (2 - 1) / 8],
    ['1', 'gdc', (Math.E * 5 - 1) / 8],
    ['0', 'gdc++', (2 + 2 * Math.E - 2 - 1) / 8],
    ['1', 'gdc++', (Math.E * 5 + 1 - 2 * 2 - 1) / 8],
  ] as const;
  for (const [theta, estimator, exact] of closedForms) {
    const row = rows.find((saved) => saved.theta === theta && saved.estimator === estimator);
    expect(Number(row?.exact_variance), `${estimator} at ${theta}`).toBeCloseTo(exact, 9);
    const distance = Math.abs(Number(row?.variance) - exact) / Number(row?.variance_standard_error);
    expect(distance, `${estimator} at ${theta}, in standard errors`).toBeLessThan(4);
  }
});

testOfVariance('more samples: another experiment, with a fourth of the variance', async ({ page }) => {
  await open(page);
  await field(page, 'Samples').fill('32');
  await field(page, 'Samples').press('Enter');
  const exactAtZero = async () =>
    (await savedRows(page)).find(({ theta, estimator }) => theta === '0' && estimator === 'gdc')
      ?.exact_variance;
  await expect.poll(async () => Number(await exactAtZero())).toBeCloseTo(1 / 32, 9);
});

testOfVariance('text out of bounds says what was expected and changes nothing', async ({ page }) => {
  await open(page);
  await field(page, 'Samples').fill('1');
  await field(page, 'Samples').press('Enter');
  await expect(page.getByText('invalid samples: 1 (expected an integer in 2..256)')).toBeVisible();
  await field(page, 'Seed').fill('abc');
  await field(page, 'Seed').blur();
  await expect(page.getByText(/invalid seed: abc/)).toBeVisible();
  expect((await savedRows(page))[0]).toMatchObject({ samples: '8', seed: '1' });
  await field(page, 'Samples').press('Escape');
  await expect(field(page, 'Samples')).toHaveValue('8');
});

testOfVariance(
  'the proposal moves by keyboard and by pointer, and the estimates follow',
  async ({ page }) => {
    await open(page);
    const handle = page.getByRole('main').locator('[role="slider"]');
    const theta = async () => Number(await handle.getAttribute('aria-valuenow'));
    const firstEstimate = figures(page, 'BRAIn').first();
    const [before, estimate] = [await theta(), await firstEstimate.textContent()];
    await handle.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(theta).toBeGreaterThan(before);
    await expect(firstEstimate).not.toHaveText(estimate ?? '');
    await page.keyboard.press('Home');
    await expect.poll(theta).toBe(0);
    const box = await handle.boundingBox();
    if (!box) throw new Error('the handle is not on the page');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y, { steps: 4 });
    await page.mouse.up();
    await expect.poll(theta).toBeGreaterThan(0);
  },
);

testOfVariance('the curve is in view while theta is dragged, on every screen', async ({ page }) => {
  await open(page);
  const span = () =>
    page.evaluate(() => {
      const boxOf = (selector: string) => document.querySelector(`main ${selector}`)!.getBoundingClientRect();
      return { top: boxOf('[role="slider"]').top, bottom: boxOf('canvas').bottom, height: innerHeight };
    });
  for (const [width, height] of [
    [1440, 900],
    [1024, 768],
  ]) {
    await page.setViewportSize({ width, height });
    await page.evaluate(() => scrollTo(0, 0));
    await expect.poll(async () => (await span()).bottom).toBeLessThan(height);
  }
  // On a phone the two stand one above the other, and fit when scrolled to.
  await page.setViewportSize({ width: 390, height: 844 });
  await expect
    .poll(async () => {
      const { top, bottom } = await span();
      return bottom - top;
    })
    .toBeLessThan(844 - 44);
});

testOfVariance('other samples give other estimates; the experiment stays', async ({ page }) => {
  await open(page);
  const cells = figures(page, 'GDC');
  await expect(cells.nth(1)).toHaveText(/\d/);
  const [estimate, mean] = [await cells.nth(0).textContent(), await cells.nth(1).textContent()];
  await page.getByRole('button', { name: 'Draw other samples' }).click();
  await expect(cells.nth(0)).not.toHaveText(estimate ?? '');
  await expect(cells.nth(1)).toHaveText(mean ?? '');
});

testOfVariance('the settings live in the address, and a bad one is said', async ({ page }) => {
  await open(page, 'samples=32&seed=NaN&estimator=gdc');
  await expect(field(page, 'Samples')).toHaveValue('32');
  await expect(page.getByText(/invalid seed: NaN \(expected an integer in 0\.\.4294967295\)/)).toBeVisible();
  await expect(page).toHaveURL(/#variance\?samples=32&estimator=gdc$/);
  await field(page, 'Samples').fill('16');
  await field(page, 'Samples').press('Enter');
  await expect(page).toHaveURL(/#variance\?samples=16&estimator=gdc$/);
  await page.getByRole('link', { name: 'Train', exact: true }).click();
  await page.getByRole('link', { name: 'Variance', exact: true }).click();
  await expect(field(page, 'Samples')).toHaveValue('16');
});
