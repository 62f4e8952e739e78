// Reward models as a visitor uses them: the shipped one's card, one trained in the page, a policy trained on it.
import type { Page } from '@playwright/test';
import { violations } from './accessibility.ts';
import { expect, test } from './page.ts';

const TINY =
  'samplesPerPrompt=4&promptsPerRound=2&groupsPerBatch=2&stepsPerRound=2&rounds=2&evaluationInterval=2&evaluationSamples=8';
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });

async function open(page: Page): Promise<void> {
  await page.goto(`?backend=cpu&${TINY}#train?look=reward`);
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
  await page.getByRole('heading', { name: 'Reward model', exact: true }).click();
}

test('trains a reward model, shows what it is worth, and trains a policy on it beside the gold reward', async ({
  page,
}) => {
  await open(page);
  const shipped = page.getByLabel('Shipped with the page: what it is worth');
  await expect(shipped.getByText(/^\d+\.\d %/).first()).toBeVisible();
  await expect(page.getByRole('img', { name: 'Calibration: Shipped with the page' })).toBeVisible();

  await field(page, 'Steps').fill('0');
  await page.getByRole('button', { name: 'Train a reward model' }).click();
  await expect(page.getByText('invalid steps: 0 (expected an integer in 1..10000)')).toBeVisible();
  await expect(field(page, 'Steps')).toBeFocused();
  await field(page, 'Pairs').fill('2000');
  await field(page, 'Steps').fill('80');
  // From the keyboard.
  await field(page, 'Steps').press('Enter');
  const own = page.getByLabel('Your reward model 1: what it is worth');
  await expect(own).toContainText('Right on held-out pairs');
  await expect(own).toContainText('Gold, best of 4 · 16 · 64');
  await expect(page.getByText('Trained for 80 steps.')).toBeVisible();
  await expect(page.getByRole('img', { name: 'Calibration: Your reward model 1' })).toBeVisible();
  await expect(
    page.getByText(/Trained on 2,000 generated pairs with label noise 0\.3: 80 steps/),
  ).toBeVisible();
  expect(await violations(page)).toEqual([]);

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download (zip)' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('reward-strings-1.zip');

  await page.getByRole('button', { name: 'Use as the training reward' }).last().click();
  await expect(page.getByText('The next run of Strings trains on your reward model 1.')).toBeVisible();
  await expect(page).toHaveURL(/reward=learned/);
  await page.getByRole('button', { name: 'Train it here' }).click();
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible();
  await page.getByRole('tab', { name: 'Curves' }).click();
  const strip = page.getByLabel('Current values').locator('div', { hasText: 'Reward: learned · gold' });
  await expect(strip.locator('dd')).toHaveText(/^−?\d[\d.]* · −?\d[\d.]*\s*$/);
  await expect(page.getByRole('heading', { name: 'Learned reward', exact: true })).toBeVisible();
  await expect(page.getByRole('tabpanel').getByText('gold reward', { exact: true })).toBeVisible();

  await page.getByRole('tab', { name: 'Reward' }).click();
  await page.getByRole('button', { name: 'Back to the shipped one' }).click();
  await expect(page.getByText('The next run of Strings trains on the shipped reward model.')).toBeVisible();
  await expect(page.getByText('another reward model')).toBeVisible();
});

test('stops when told to, and takes the visitor’s own pairs', async ({ page }) => {
  await open(page);
  await field(page, 'Steps').fill('5000');
  await page.getByRole('button', { name: 'Train a reward model' }).click();
  await expect(page.getByText(/^Step \d+ of 5000$/)).toBeVisible();
  await expect(page.getByRole('img', { name: /^Loss of the reward model: Step \d+ of 5000$/ })).toBeVisible();
  await page.getByRole('button', { name: 'Stop', exact: true }).last().click();
  await expect(page.getByText(/Stopped at step \d+\. What was made before is kept\./)).toBeVisible();

  await page.getByRole('button', { name: 'Bring your own pairs…' }).click();
  const lines = page.getByLabel('JSON lines');
  await expect(lines).toBeFocused();
  await lines.fill(
    '{"prompt":"","chosen":"a b c d","rejected":"a b c e"}\n{"prompt":"","chosen":"a a a b","rejected":"a b c e"}',
  );
  await page.getByRole('button', { name: 'Use these' }).click();
  await expect(page.getByText('It learns from your 2 pairs.')).toBeVisible();
  await expect(field(page, 'Pairs')).toBeDisabled();
  await field(page, 'Steps').fill('3');
  await page.getByRole('button', { name: 'Train a reward model' }).click();
  await expect(page.getByText(/Trained on 2 pairs of your own: 3 steps/)).toBeVisible();
  // Two pairs teach it next to nothing, and that is said before it can be used.
  const card = page.getByRole('heading', { name: 'Your reward model 1' }).locator('..');
  await expect(card.getByText(/^Warning: This reward model is right on \d+ %/)).toBeVisible();
});
