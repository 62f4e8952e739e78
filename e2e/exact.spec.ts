// The exact page as a visitor uses it: numbers without sampling error that obey the identities between them, every
// outcome within reach of the keyboard, and theorem checks that hold and can be broken.
import type { Page } from '@playwright/test';
import { violations } from './accessibility.ts';
import { expect, test, testOfOneLoad } from './page.ts';

const TINY =
  'task=strings&backend=cpu&samplesPerPrompt=8&promptsPerRound=2&groupsPerBatch=2&stepsPerRound=2&rounds=2&evaluationInterval=2&evaluationSamples=8';

const support = (page: Page) => page.getByRole('slider', { name: /^Outcome/ });
const theorems = (page: Page) => page.getByRole('region', { name: 'The theorems, checked' });
const count = (page: Page) => theorems(page).getByText(/of \d+ hold/);
async function unfold(page: Page): Promise<void> {
  const fold = theorems(page).locator('details');
  if ((await fold.getAttribute('open')) === null) await fold.locator('summary').click();
}
const ALL_HOLD = /^(\d+) of \1 hold$/;

async function open(page: Page): Promise<void> {
  await page.goto(`?${TINY}#exact`);
  await expect(page.getByRole('heading', { name: 'Exactly, at step 0' })).toBeVisible();
}

const testAtStepZero = testOfOneLoad(open);

/** The big number of a read-out. */
async function readout(page: Page, label: string): Promise<number> {
  const value = page.locator('dt', { hasText: label }).locator('xpath=following-sibling::dd[1]').first();
  return Number.parseFloat(((await value.textContent()) ?? '').replace('−', '-').replace('e−', 'e-'));
}

testAtStepZero(
  'the prior by enumeration: at KL 0, on the frontier, and in agreement with log Z',
  async ({ page }) => {
    expect(Math.abs(await readout(page, 'KL(policy ‖ prior)'))).toBeLessThan(1e-6);
    expect(Math.abs(await readout(page, 'Short of the frontier'))).toBeLessThan(1e-3);
    // With gamma = 1 and no KL to the prior: KL(policy || posterior) = log Z - E[r].
    const identity = (await readout(page, 'log Z')) - (await readout(page, 'Expected reward'));
    expect(await readout(page, 'KL(policy ‖ posterior)')).toBeCloseTo(identity, 2);
    await expect(page.getByText('Train: the first round’s samples')).toBeVisible();
  },
);

test('Play moves the exact figures, and the samples of each round are held against the exact KL', async ({
  page,
}) => {
  await open(page);
  await page.getByRole('button', { name: 'Train it here' }).click();
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Exactly, at step 4' })).toBeVisible();
  expect(await readout(page, 'KL(policy ‖ prior)')).toBeGreaterThan(0);
  // No policy lies above the frontier.
  expect(await readout(page, 'Short of the frontier')).toBeGreaterThan(-1e-6);
  await expect(page.getByRole('table', { name: 'Round 2' }).getByRole('row')).toHaveCount(4);
  await expect(page.getByRole('table', { name: 'Step 4' })).toBeVisible();
});

testAtStepZero('pictures come before numbers, and the theorems fold under their count', async ({ page }) => {
  await expect(count(page)).toHaveText(ALL_HOLD);
  await expect(page.getByRole('table', { name: 'Step 0' })).toBeVisible();
  const parts = ['The whole support', 'The exact frontier', 'Exactly, at step 0', 'The theorems, checked'];
  const tops: number[] = [];
  for (const name of parts)
    tops.push((await page.getByRole('heading', { name, exact: true }).boundingBox())?.y ?? Number.NaN);
  expect(tops).toEqual(tops.toSorted((a, b) => a - b));
  const fold = theorems(page).locator('details');
  if ((await fold.getAttribute('open')) !== null) await fold.locator('summary').click();
  await expect(theorems(page).getByRole('switch').first()).toBeHidden();
  await fold.locator('summary').click();
  await expect(theorems(page).getByRole('switch').first()).toBeVisible();
});

testAtStepZero('the support answers to the keyboard and names what it stands on', async ({ page }) => {
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
  await expect(page.getByRole('progressbar', { name: /^step 0 \// })).toBeVisible();
  await page.getByLabel('Rank on a').selectOption('linear');
  const box = await support(page).boundingBox();
  if (!box) throw new Error('the support is not on the page');
  await support(page).hover({ position: { x: box.width / 2, y: 40 } });
  const fromMiddle = async () => Math.abs(Number(await support(page).getAttribute('aria-valuenow')) - 2048);
  await expect.poll(fromMiddle).toBeLessThan(200);
  await page.getByLabel('Rank on a').selectOption('logarithmic');
  await support(page).press('Home');
});

testAtStepZero('every outcome can be taken along', async ({ page }) => {
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

testAtStepZero(
  'all theorem checks hold, and breaking one makes it fail for a stated reason',
  async ({ page }) => {
    await expect(count(page)).toHaveText(ALL_HOLD);
    await unfold(page);
    const switches = await theorems(page).getByRole('switch').all();
    await expect(count(page)).toHaveText(`${switches.length} of ${switches.length} hold`);
    for (const toggle of switches) {
      await toggle.click();
      const card = theorems(page)
        .getByRole('listitem')
        .filter({ has: page.locator('[aria-checked="true"]') });
      await expect(card.getByText('fails, as it must')).toBeVisible();
      await expect(card.getByText(/^Broken: /)).toBeVisible();
      await expect(count(page)).toHaveText(
        `${switches.length - 1} of ${switches.length} hold, 1 broken on purpose`,
      );
      await toggle.click();
      await expect(count(page)).toHaveText(ALL_HOLD);
    }
  },
);

test('the checks’ world is set by hand; a number out of bounds is refused', async ({ page }) => {
  await open(page);
  await expect(count(page)).toHaveText(ALL_HOLD);
  await unfold(page);
  const field = (name: RegExp) => theorems(page).getByRole('textbox', { name });
  await field(/^Outcomes/).fill('8');
  await field(/^Samples n/).fill('4');
  await field(/^Samples n/).press('Enter');
  await expect(theorems(page).getByText('mean of 4096 estimates')).toBeVisible();
  await expect(count(page)).toHaveText(ALL_HOLD);
  await field(/^Samples n/).fill('9');
  await field(/^Samples n/).press('Enter');
  await expect(theorems(page).getByText('invalid n: 9 (expected an integer in 2..4)')).toBeVisible();
  await expect(theorems(page).getByText('mean of 4096 estimates')).toBeVisible();
  await theorems(page).getByRole('button', { name: 'Another world' }).click();
  await expect(field(/^Seed/)).toHaveValue('2');
  await expect(count(page)).toHaveText(ALL_HOLD);
});

test('training, enumerating and checking go on side by side', async ({ page }) => {
  await open(page);
  await unfold(page);
  const field = (name: RegExp) => theorems(page).getByRole('textbox', { name });
  await field(/^Outcomes/).fill('8');
  await field(/^Samples n/).fill('4');
  await theorems(page).getByRole('button', { name: 'Another world' }).focus();
  await page.keyboard.press('Enter');
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('Space');
  await expect(page.getByRole('heading', { name: 'Exactly, at step 4' })).toBeVisible();
  await expect(field(/^Seed/)).toHaveValue('2');
  await expect(count(page)).toHaveText(ALL_HOLD);
});

test('a task that cannot be enumerated says so and offers the one that can', async ({ page }) => {
  await page.goto('?task=tldr&backend=cpu&evaluationPrompts=1&evaluationSamples=1#exact');
  await expect(page.getByText(/far too many to enumerate/)).toBeVisible();
  await expect(count(page)).toHaveText(ALL_HOLD);
  await page.getByRole('button', { name: 'Load Strings' }).click();
  await expect(page.getByRole('heading', { name: 'Exactly, at step 0' })).toBeVisible();
});

testAtStepZero('nothing serious for axe with everything shown, in light and in dark', async ({ page }) => {
  await expect(count(page)).toHaveText(ALL_HOLD);
  await unfold(page);
  const firstSwitch = theorems(page).getByRole('switch').first();
  await firstSwitch.click();
  await expect(page.getByRole('table', { name: 'Step 0' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await firstSwitch.click();
});

testAtStepZero('fits a phone without scrolling sideways', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(count(page)).toHaveText(ALL_HOLD);
  await unfold(page);
  // Charts follow the new width a frame or two later.
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth))
    .toBeLessThanOrEqual(0);
});

const MARKOV =
  'task=markov&samplesPerPrompt=8&promptsPerRound=4&groupsPerBatch=4&stepsPerRound=2&rounds=2&evaluationInterval=2&evaluationSamples=2';

test('on markov, figures of dynamic programming follow the run, with a map for each policy', async ({
  page,
}) => {
  await page.goto(`?${MARKOV}#exact`);
  await expect(page.getByRole('heading', { name: 'Exactly, at step 0' })).toBeVisible();
  expect(await readout(page, 'KL(policy ‖ prior)')).toBe(0);
  expect(await readout(page, 'Short of the frontier')).toBe(0);
  await expect(page.getByText('Sums over all 816 responses')).toBeVisible();
  await expect(
    page.getByRole('img', { name: /the likeliest symbol of each place: ([a-h] ){15}[a-h]$/ }),
  ).toHaveCount(3);
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Train it here' }).click();
  await expect(page.getByRole('heading', { name: 'Exactly, at step 4' })).toBeVisible();
  expect(await readout(page, 'KL(policy ‖ prior)')).toBeGreaterThan(0);
  expect(await readout(page, 'Short of the frontier')).toBeGreaterThan(0);
});

test('on markov, best-of-n says why its figures stay those of one sample', async ({ page }) => {
  await page.goto(`?${MARKOV}&method=best-of-n#exact`);
  await expect(page.getByRole('heading', { name: 'Exactly, at step 0' })).toBeVisible();
  await expect(page.getByText('Such a choice is no chain')).toHaveCount(0);
  await page.getByRole('button', { name: 'Train it here' }).click();
  await expect(page.getByText('The answer is now the best of 8 samples.')).toBeVisible();
});
