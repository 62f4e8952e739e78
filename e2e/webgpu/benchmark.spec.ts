// The Benchmark page: a real run of all contenders on the software adapter, its table and its JSON; and stopping one.
import { expect, test } from '../page.ts';

test('measures all contenders, says that they agree, and gives the result as JSON', async ({ page }) => {
  await page.goto('?backend=wasm#benchmark');
  await page.getByLabel('Repetitions').selectOption('3');
  await page.getByRole('button', { name: 'Run the benchmark' }).click();
  await expect(page.getByText('Measuring…')).toBeVisible();
  await expect(page.getByText(/All agree: loss \d/)).toBeVisible();
  for (const contender of ['Our engine', 'tfjs-webgpu ops', 'jax-js', 'tfjs-wasm'])
    await expect(page.getByRole('rowheader', { name: contender }).first()).toBeVisible();
  await page.getByText('Result as JSON').click();
  const result = JSON.parse((await page.locator('pre').textContent())!);
  const [{ train, generate, gradientGap }] = result.shapes;
  expect(Object.keys(train)).toEqual(['engine', 'tfjs', 'jaxjs', 'wasm']);
  expect(Object.keys(generate)).toEqual(['engine', 'tfjsCached', 'tfjsUncached', 'jaxjs']);
  expect(train.engine).toMatchObject({ dispatches: 55, submits: 3, readBacks: 2 });
  for (const gap of Object.values(gradientGap)) expect(gap).toBeLessThan(1e-4);
  for (const timed of [train, generate])
    for (const { ms } of Object.values<{ ms: number }>(timed)) expect(ms).toBeGreaterThan(0);
});

test('can be stopped, and works by keyboard', async ({ page }) => {
  await page.goto('?backend=wasm#benchmark');
  await page.getByLabel('Model').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Measuring…')).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('button', { name: 'Run the benchmark' })).toBeVisible();
});
