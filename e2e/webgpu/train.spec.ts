// A run on the engine from the page's Play to its end, on the software adapter.
import { expect, test } from '../page.ts';

const SHORT =
  'seed=1&rounds=6&stepsPerRound=15&promptsPerRound=4&samplesPerPrompt=16&groupsPerBatch=2&learningRate=0.005&evaluationInterval=45&evaluationSamples=512';
const STEPS = 6 * 15;

test('trains strings on the engine, from Play to the end of a short run', async ({ page }) => {
  // Shown while kernels compile, which may be over before a look from outside.
  await page.addInitScript(() => {
    const watched = { compiled: false };
    Object.assign(window, { watched });
    new MutationObserver((records) => {
      watched.compiled ||= records.some(({ target }) =>
        /Compiling GPU kernels \d+\/\d+/.test(target.textContent ?? ''),
      );
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  await page.goto(`?backend=webgpu&${SHORT}#train`);
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
  expect(await page.evaluate('watched.compiled')).toBe(true);
  await page.getByRole('button', { name: 'Computes: GPU' }).click();
  await expect(page.getByLabel('What computes')).toContainText('WebGPU');
  await page.getByRole('button', { name: 'Train it here' }).click();
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible();
  await expect(page.getByText(`step ${STEPS} / ${STEPS}`).first()).toBeVisible();
  // Prior: -0.01, posterior: 1.98, by enumeration.
  await page.getByRole('tab', { name: 'Curves' }).click();
  const values = page.getByLabel('Current values');
  const reward = Number(await values.locator('div', { hasText: 'Reward' }).locator('dd').textContent());
  expect(reward).toBeGreaterThan(1);
  await expect(values.locator('div', { hasText: 'Memory' })).toContainText('peak');
});

test('the bare address trains: after Play the run goes on by itself', async ({ page }) => {
  await page.goto('');
  await page.getByRole('button', { name: 'Train it here' }).click();
  await expect(page.getByText(/step [1-9]\d* \/ \d+/).first()).toBeVisible();
});
