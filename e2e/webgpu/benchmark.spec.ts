// The Benchmark page: a real run of all contenders on the software adapter, its table and its JSON; and stopping one.
import { TRAINER_LABELS, WRITER_LABELS } from '../../src/bench/contender.ts';
import { expect, test } from '../page.ts';

test('measures all contenders, says that they agree, and gives the result as JSON', async ({ page }) => {
  await page.goto('?backend=cpu#benchmark');
  await page.getByLabel('Model').selectOption('tiny');
  await page.getByLabel('Repetitions').selectOption('1');
  await page.getByRole('button', { name: 'Run the benchmark' }).click();
  await expect(page.getByText('Measuring…')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run again' })).toBeVisible({ timeout: 0 });
  // The recorded results have made way.
  await expect(page.getByText(/^Recorded on/)).toHaveCount(0);
  await expect(page.getByText(/All agree: loss \d/)).toBeVisible();
  for (const label of [...Object.values(TRAINER_LABELS), ...Object.values(WRITER_LABELS)])
    await expect(page.getByRole('rowheader', { name: label }).first()).toBeVisible();
  await page.getByText('Result as JSON').click();
  const result = JSON.parse((await page.locator('pre').textContent())!);
  const [{ train, generate, gradientGap }] = result.shapes;
  expect(Object.keys(train)).toEqual(Object.keys(TRAINER_LABELS));
  expect(Object.keys(generate)).toEqual(Object.keys(WRITER_LABELS));
  expect(train.engine).toMatchObject({ readBacks: 2 });
  expect(train.engine.submits).toBeGreaterThanOrEqual(3); // more where the machine was slow, as submits are kept short
  expect(train.engine.dispatches).toBeLessThan(train.tfjs.dispatches / 5);
  for (const gap of Object.values(gradientGap)) expect(gap).toBeLessThan(1e-4);
  for (const timed of [train, generate])
    for (const { ms } of Object.values<{ ms: number }>(timed)) expect(ms).toBeGreaterThan(0);
});

test('can be stopped, and works by keyboard', async ({ page }) => {
  await page.goto('?backend=cpu#benchmark');
  await page.getByLabel('Model').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Measuring…')).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('button', { name: 'Run the benchmark' })).toBeVisible();
});
