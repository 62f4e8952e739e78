// The methods on the page: choosing one, weighing with two, walking the bridges, preference data, the glossary.
import type { Page } from '@playwright/test';
import { violations } from './accessibility.ts';
import { expect, test, testOfOneLoad } from './page.ts';

const SAMPLES = 8;
const TINY = `v=1&seed=7&rounds=2&stepsPerRound=2&promptsPerRound=2&samplesPerPrompt=${SAMPLES}&groupsPerBatch=1&evaluationInterval=2&evaluationSamples=16`;

const card = (page: Page, title: RegExp) =>
  page.locator('section.card').filter({ has: page.getByRole('heading', { name: title }) });
const look = (page: Page, name: string) => page.getByRole('tab', { name }).click();
const openTiny = async (page: Page, more = '') => {
  await page.goto(`/?${TINY}&backend=cpu${more}`);
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
  await page.keyboard.press('ArrowRight');
  await expect(card(page, /^Weight microscope/).getByRole('table')).toBeVisible();
};
const testAfterStep = testOfOneLoad(openTiny);
const testAfterDpoStep = testOfOneLoad((page) => openTiny(page, '&method=dpo&preferenceCount=40'));

testAfterStep('choosing a method brings its settings, its explanation and its address', async ({ page }) => {
  await look(page, 'Method');
  const method = page.getByRole('region', { name: 'First settings' }).getByLabel('Method');
  await method.selectOption('ipo');
  await expect(page).toHaveURL(/method=ipo/);
  await page.getByRole('button', { name: 'All settings' }).click();
  await expect(page.getByRole('slider', { name: /IPO tau/ })).toBeVisible();
  await expect(card(page, /^What IPO does/)).toContainText('pulled to 1/(2τ)');
  await method.selectOption('brain');
  await expect(page.getByRole('slider', { name: /IPO tau/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Close the settings' }).click();
});

testAfterStep('a term of the equation leads to its chart', async ({ page }) => {
  const figure = page.getByLabel('Figure to show');
  await look(page, 'Curves');
  const shown = await figure.inputValue();
  await look(page, 'Method');
  await card(page, /^What BRAIn does/)
    .getByRole('button', { name: /share of the policy/ })
    .click();
  await expect(figure).toHaveValue('essBeta');
  await expect(page.locator('#chosen-figure')).toBeInViewport();
  await figure.selectOption(shown);
});

testAfterStep(
  'the microscope weighs the same samples with any method, and two side by side',
  async ({ page }) => {
    await look(page, 'Weights');
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
    await expect(microscope.getByText(/of \d+ samples are pushed the same way/)).toBeVisible();
    await expect(microscope.getByText(/A run of its own starts Z from other samples/)).toBeVisible();
    const method = microscope.getByLabel('Weigh with');
    for (const option of await method.locator('option').all()) {
      await method.selectOption(await option.getAttribute('value'));
      await expect(microscope.getByRole('row')).toHaveCount(1 + SAMPLES);
    }
    await method.selectOption('brain');
    await microscope.getByRole('button', { name: 'Stop comparing' }).click();
    await expect(microscope.getByRole('columnheader').last()).toHaveText('Push');
  },
);

test('the bridges change the equation step by step, by keyboard, and train where one stops', async ({
  page,
}) => {
  await openTiny(page);
  await look(page, 'Bridges');
  const bridges = card(page, /^Bridges/);
  const walk = bridges.getByRole('group', { name: 'From DPO-sft to BRAIn' });
  await expect(walk).toBeVisible();
  const steps = await walk.getByRole('radio').count();
  await expect(walk.getByRole('img')).toHaveCount(steps);
  await walk.getByRole('radio').first().focus();
  const sentences = new Set<string | null>();
  for (let step = 0; step < steps; step++) {
    await expect(walk.getByRole('radio').nth(step)).toBeChecked();
    sentences.add(await walk.locator('p').last().textContent());
    await page.keyboard.press('ArrowRight');
  }
  expect(sentences.size).toBe(steps);
  await walk.getByRole('radio').nth(1).check({ force: true });
  await walk.getByRole('button', { name: 'Train DPO-sft+IW' }).click();
  await expect(page).toHaveURL(/method=dpo-sft-iw/);
  await expect(page.locator('details', { hasText: '2 runs' }).getByText('#2 DPO-sft+IW')).toBeVisible();
});

testAfterDpoStep(
  'preference data: wrong lines are listed and nothing is taken, good ones are, and all can be saved',
  async ({ page }) => {
    await look(page, 'Reward');
    const data = card(page, /^Preference data/);
    // Beside what is being read, for a moment.
    const inUse = data.getByRole('status').filter({ hasText: /^In use/ });
    await expect(inUse).toContainText('40 generated pairs');
    const good = '{"prompt":"","chosen":"a d e b","rejected":"a a a a"}';
    await data.getByRole('textbox').fill(`${good}\nnonsense\n{"prompt":"","chosen":"a z"}`);
    await data.getByRole('button', { name: 'Use these' }).click();
    await expect(data.getByRole('alert')).toContainText('2 lines are wrong, so nothing was taken');
    await expect(data.getByRole('alert')).toContainText('line 2');
    await expect(data.getByRole('alert')).toContainText('line 3');
    await data.getByRole('textbox').fill(good);
    await data.getByRole('button', { name: 'Use these' }).click();
    await expect(inUse).toContainText('1 pair of your own');
    await expect(data.getByRole('alert')).toHaveCount(0);
    const saved = page.waitForEvent('download');
    await data.getByRole('button', { name: 'Download the data in use' }).click();
    expect((await saved).suggestedFilename()).toBe('preferences-strings.jsonl');
    await data.getByRole('button', { name: 'Back to generated' }).click();
    await expect(inUse).toContainText('40 generated pairs');
  },
);

testAfterDpoStep(
  'every figure is explained, by keyboard, and axe finds nothing serious',
  async ({ page }) => {
    await look(page, 'Curves');
    const glossary = page.getByText('Every figure explained');
    await glossary.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText('Acceptance rate')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await glossary.click();
  },
);
