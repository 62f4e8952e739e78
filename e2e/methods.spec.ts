// The methods on the page: choosing one, weighing with two, walking the bridges, preference data, the glossary.
import type { Page } from '@playwright/test';
import { violations } from './accessibility.ts';
import { expect, test } from './page.ts';

const TINY =
  'v=1&seed=7&rounds=2&stepsPerRound=2&promptsPerRound=2&samplesPerPrompt=8&groupsPerBatch=1&evaluationInterval=2&evaluationSamples=16';

const card = (page: Page, title: RegExp) =>
  page.locator('section.card').filter({ has: page.getByRole('heading', { name: title }) });
const openTiny = async (page: Page, more = '') => {
  await page.goto(`/?${TINY}&backend=wasm${more}`);
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled({ timeout: 90_000 });
};
const weighed = async (page: Page) => {
  await page.keyboard.press('ArrowRight');
  await expect(card(page, /^Weight microscope/).getByRole('table')).toBeVisible();
};

test('choosing a method brings its settings, its explanation and its address', async ({ page }) => {
  await openTiny(page);
  await page.getByLabel('Method', { exact: true }).selectOption('ipo');
  await expect(page).toHaveURL(/method=ipo/);
  await expect(page.getByRole('slider', { name: /IPO tau/ })).toBeVisible();
  await expect(card(page, /^What IPO does/)).toContainText('pulled to 1/(2τ)');
  await page.getByLabel('Method', { exact: true }).selectOption('brain');
  await expect(page.getByRole('slider', { name: /IPO tau/ })).toHaveCount(0);
});

test('a term of the equation leads to its chart', async ({ page }) => {
  await openTiny(page);
  await weighed(page);
  await card(page, /^What BRAIn does/)
    .getByRole('button', { name: /share of the policy/ })
    .click();
  await expect(page.getByLabel('Figure to show')).toHaveValue('essBeta');
  await expect(page.locator('#chosen-figure')).toBeInViewport();
});

test('the microscope weighs the same samples with any method, and two side by side', async ({ page }) => {
  await openTiny(page);
  await weighed(page);
  const microscope = card(page, /^Weight microscope/);
  await microscope.getByRole('button', { name: 'Pin to compare' }).click();
  await microscope.getByLabel('Weigh with').selectOption('gdc');
  await expect(microscope.getByRole('columnheader')).toHaveText([
    'Response',
    'Reward',
    'α',
    'β',
    'GDC',
    'BRAIn',
  ]);
  await expect(microscope.getByText(/of 8 samples are pushed the same way/)).toBeVisible();
  await expect(microscope.getByText(/A run of its own starts Z from other samples/)).toBeVisible();
  for (const method of ['ppo', 'kto', 'reward-conditioning', 'best-of-n', 'grpo', 'orpo']) {
    await microscope.getByLabel('Weigh with').selectOption(method);
    await expect(microscope.getByRole('row')).toHaveCount(9);
  }
  await microscope.getByRole('button', { name: 'Stop comparing' }).click();
  await expect(microscope.getByRole('columnheader').last()).toHaveText('Push');
});

test('the bridges change the equation step by step, by keyboard, and train where one stops', async ({
  page,
}) => {
  await openTiny(page);
  await weighed(page);
  const bridges = card(page, /^Bridges/);
  const walk = bridges.getByRole('group', { name: 'From DPO-sft to BRAIn' });
  await expect(walk.getByRole('img')).toHaveCount(4);
  await walk.getByRole('radio').first().focus();
  const sentences: (string | null)[] = [];
  for (let step = 0; step < 4; step++) {
    sentences.push(await walk.locator('p').last().textContent());
    if (step < 3) await page.keyboard.press('ArrowRight');
  }
  expect(new Set(sentences).size).toBe(4);
  await walk.getByRole('radio').nth(1).check({ force: true });
  await walk.getByRole('button', { name: 'Train DPO-sft+IW' }).click();
  await expect(page).toHaveURL(/method=dpo-sft-iw/);
  await expect(page.getByText('#2 DPO-sft+IW')).toBeVisible();
});

test('preference data: wrong lines are listed and nothing is taken, good ones are, and all can be saved', async ({
  page,
}) => {
  await openTiny(page, '&method=dpo');
  const data = card(page, /^Preference data/);
  await expect(data.getByRole('status')).toContainText('4000 generated pairs');
  const good = '{"prompt":"","chosen":"a d e b","rejected":"a a a a"}';
  await data.getByRole('textbox').fill(`${good}\nnonsense\n{"prompt":"","chosen":"a z"}`);
  await data.getByRole('button', { name: 'Use these' }).click();
  await expect(data.getByRole('alert')).toContainText('2 lines are wrong, so nothing was taken');
  await expect(data.getByRole('alert')).toContainText('line 2');
  await expect(data.getByRole('alert')).toContainText('line 3');
  await data.getByRole('textbox').fill(good);
  await data.getByRole('button', { name: 'Use these' }).click();
  await expect(data.getByRole('status')).toContainText('1 pairs of your own');
  await expect(data.getByRole('alert')).toHaveCount(0);
  const saved = page.waitForEvent('download');
  await data.getByRole('button', { name: 'Download the data in use' }).click();
  expect((await saved).suggestedFilename()).toBe('preferences-strings.jsonl');
  await data.getByRole('button', { name: 'Back to generated' }).click();
  await expect(data.getByRole('status')).toContainText('4000 generated pairs');
});

test('every figure is explained, by keyboard, and axe finds nothing serious', async ({ page }) => {
  await openTiny(page, '&method=dpo');
  await weighed(page);
  const glossary = page.getByText('Every figure explained');
  await glossary.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Acceptance rate')).toBeVisible();
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await violations(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await violations(page)).toEqual([]);
});
