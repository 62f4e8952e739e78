// A rule of the visitor's own: typed beside the samples, trained like any method, refused with its place where it is wrong,
// held by the link, and drawn as a sixth curve.
import type { Page } from '@playwright/test';
import { violations } from './accessibility.ts';
import { expect, test } from './page.ts';

const TINY =
  'samplesPerPrompt=4&promptsPerRound=2&groupsPerBatch=2&stepsPerRound=2&rounds=2&evaluationInterval=2&evaluationSamples=8';
const BRAIN = 'softmax(r/gamma+lp-lq0) - softmax(lq-lq0)';
const rule = (page: Page) => page.getByRole('textbox', { name: 'Push on each sample' });
const pushes = async (page: Page) =>
  page.getByRole('table').first().locator('tbody tr td:last-child').allTextContents();

test('typed, it weighs as BRAIn does; then it trains, and the link holds it', async ({ page }) => {
  await page.goto(`?backend=cpu&${TINY}#train`);
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('progressbar', { name: /^step 1 / }).first()).toBeAttached();
  await expect(page.getByText('sum of pushes 0.000')).toBeVisible();
  const brain = await pushes(page);
  await page.getByLabel('Weigh with').selectOption('Own rule');
  await rule(page).fill('r/n');
  await expect(page.getByText('sum of pushes 0.000')).toBeHidden();
  await rule(page).fill(BRAIN);
  await expect(page.getByText('sum of pushes 0.000')).toBeVisible();
  expect(await pushes(page)).toEqual(brain);

  await rule(page).fill(`${BRAIN} - 0*gama`);
  await expect(page.getByText('unknown name "gama" at 47 (did you mean gamma?)')).toBeVisible();
  await expect(page.locator('mark')).toHaveText('g');
  await page.getByRole('button', { name: 'Use it in the next run' }).click();
  await page.getByRole('button', { name: /^Train with/ }).click();
  await expect(
    page.getByText('This rule cannot train: unknown name "gama" at 47 (did you mean gamma?).'),
  ).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await rule(page).fill(`${BRAIN} - 0*gamma`);
  await page.getByRole('button', { name: /^Train with/ }).click();
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible();
  await expect(page.getByText(/Own rule/).first()).toBeVisible();
  expect(new URL(page.url()).searchParams.get('rule')).toBe(`${BRAIN} - 0*gamma`);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
  expect(new URL(page.url()).searchParams.get('rule')).toBe(`${BRAIN} - 0*gamma`);
});

test('a link with a wrong rule says where, and the default stands in', async ({ page }) => {
  await page.goto(`?backend=cpu&${TINY}&method=own&rule=softmax(r))#train`);
  await expect(
    page.getByText('invalid rule: unexpected ")" at 11 (expected an operator or the end)'),
  ).toBeVisible();
});

test('it is a sixth curve on the Variance page, with its bias and variance', async ({ page }) => {
  await page.goto(`?v=1&rule=${encodeURIComponent(BRAIN)}#variance`);
  await page.getByRole('heading', { name: 'Your own rule' }).click();
  await expect(page.getByText('Your rule errs as BRAIn does.')).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Own rule' })).toBeChecked();
  await expect(page).toHaveURL(/#variance\?own=1/);
  await rule(page).fill('softmax(r/gamma + lp - lq0)');
  await expect(page.getByText('Averaged over θ, your rule errs less than BRAIn.')).toBeVisible();
  expect(await violations(page)).toEqual([]);
});
