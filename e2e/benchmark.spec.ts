// The Benchmark page before anything has been measured: recorded results, labelled with machine and date.

import cpu from '../bench/engine/cpu.json' with { type: 'json' };
import h200 from '../bench/engine/h200.json' with { type: 'json' };
import { TRAINER_LABELS } from '../src/bench/contender.ts';
import { expect, test } from './page.ts';

test('shows what was recorded, and where and when', async ({ page }) => {
  await page.goto('?backend=cpu#benchmark');
  const record = page.locator('details').filter({ hasText: `Recorded on Node 22 on 2 cores, ${cpu.date}` });
  await expect(record).toBeVisible();
  await expect(record.getByText(cpu.command, { exact: true })).toBeVisible();
  await expect(page.getByText(`Recorded on nvidia-h200 Node 22 on 16 cores, ${h200.date}`)).toBeVisible();
  const table = record.getByRole('table', { name: /training step/ }).first();
  for (const [name, { ms }] of Object.entries(cpu.shapes[0].train)) {
    const row = table
      .getByRole('row')
      .filter({ hasText: TRAINER_LABELS[name as keyof typeof TRAINER_LABELS] });
    await expect(row.getByRole('cell').first()).toHaveText(ms.toPrecision(3));
  }
  const other = page.locator('details').filter({ hasText: /Recorded on google swiftshader/ });
  await expect(other.getByRole('table').first()).toBeHidden();
  await other.locator('summary').first().click();
  await expect(other.getByRole('table').first()).toBeVisible();
});
