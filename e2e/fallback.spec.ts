// A browser without a usable adapter: a plain sentence and a page that works all the same.
import { sandboxArguments } from '../scripts/lib/browser.mjs';
import { expect, test } from './page.ts';

test.use({
  launchOptions: {
    executablePath: process.env.CHROME_PATH || undefined,
    args: [...sandboxArguments, '--disable-features=WebGPU', '--disable-gpu'],
  },
});

test('without WebGPU it says so and trains all the same', async ({ page }) => {
  await page.goto(
    '?samplesPerPrompt=4&promptsPerRound=2&groupsPerBatch=2&stepsPerRound=2&rounds=2&evaluationSamples=8',
  );
  await page.getByRole('button', { name: 'Computes: CPU' }).click();
  await expect(page.getByRole('dialog').getByText(/Computing on the CPU because/)).toBeVisible();
  await page.getByRole('button', { name: 'Train it here' }).click();
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible();
});
