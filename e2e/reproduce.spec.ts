// The experiments as a visitor runs them: Play, watch the numbers come, ask a judge, take everything home as a zip, and
// find it all again after a reload.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { root } from '../scripts/lib/install.mjs';
import { fakeServer, judging } from '../src/judge/fake_server.ts';
import { violations } from './accessibility.ts';
import { expect, test, testOfOneLoad } from './page.ts';

const experiment = (page: Page, name: string) => page.getByRole('region', { name: new RegExp(`^${name}: `) });
const status = (page: Page) => page.getByRole('region', { name: 'The queue' }).getByRole('status').last();

async function openGlimpse(page: Page): Promise<void> {
  await page.goto('?backend=cpu&task=strings&evaluationSamples=8#reproduce');
  await page.getByLabel('Size').selectOption('smoke');
}

async function play(page: Page, name: string): Promise<void> {
  await experiment(page, name).getByRole('button', { name: 'Play' }).click();
  await expect(experiment(page, name).getByRole('button', { name: 'Run this again' })).toBeEnabled();
}

const testAfterTable1 = testOfOneLoad(async (page) => {
  await openGlimpse(page);
  await play(page, 'Table 1');
});

/** Every cell of a table's body, row by row. */
const cellsOf = (page: Page, name: string, column: string) =>
  experiment(page, name).getByRole('table').first().locator(`td ${column}`).allTextContents();

async function exported(page: Page): Promise<Record<string, Uint8Array>> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export everything (zip)' }).click();
  return unzipSync(await readFile(await (await download).path()));
}

testAfterTable1('Play to zip: the exported numbers are the page’s', async ({ page, browser }) => {
  await expect(status(page)).toHaveText(/^(\d+) of \1 runs done$/);
  const done = Number.parseInt(await status(page).innerText(), 10);
  const shown = await cellsOf(page, 'Table 1', 'span:first-child');

  const files = await exported(page);
  const report = JSON.parse(strFromU8(files['report.json']));
  const [table] = report.experiments.find(
    ({ experiment: { id } }: { experiment: { id: string } }) => id === 'table1',
  ).result.tables;
  const exportedCells = table.rows.flatMap(({ cells }: { cells: { value: number }[] }) =>
    cells.map(({ value }) => value),
  );
  expect(shown.map(Number)).toEqual(exportedCells.map((value: number) => Number(value.toFixed(1))));
  expect(JSON.parse(strFromU8(files['runs.json']))).toHaveLength(done);
  expect(strFromU8(files['table1.csv'])).toContain('Strings, training reward');

  const offline = await browser.newPage();
  await offline.route('**/*', (route) => route.abort());
  await offline.setContent(strFromU8(files['report.html']));
  const row = offline.locator('#table1 tbody tr').first();
  const columns = table.rows[0].cells.length;
  await expect(row.locator('td')).toHaveText(
    shown.slice(0, columns).map((value) => new RegExp(`^${value} \\[`)),
  );
  await offline.close();
});

test('recorded results stand where nothing has been computed, until Play replaces them', async ({ page }) => {
  await openGlimpse(page);
  const { date, experiments } = JSON.parse(await readFile(join(root, 'results/recorded.json'), 'utf8'));
  const order = await page
    .locator('section[aria-labelledby$="-title"]')
    .evaluateAll((all) => all.map(({ id }) => id));
  expect(order.slice(0, 2)).toEqual(['figure3', 'figure2']);
  const table3 = experiment(page, 'Table 3');
  const recorded = experiments.find(({ id }: { id: string }) => id === 'table3');
  await expect(table3).toContainText(`Recorded ${date.slice(0, 10)}, full size, ${recorded.runs} runs`);
  const [{ rows, decimals = 1 }] = recorded.result.tables;
  await expect(table3.getByRole('table').first().locator('td span:first-child').first()).toHaveText(
    rows[0].cells[0].value.toFixed(decimals),
  );
  // What it takes, before Play.
  await expect(table3).toContainText(/\d+ runs?: about \d+ (s|min) on a recorded CPU\. Shares .+ with /);
  await play(page, 'Table 2');
  await expect(
    experiment(page, 'Table 2').locator('details summary', { hasText: /^Recorded/ }),
  ).toBeVisible();
  await expect(table3).toContainText(
    / of \d+ runs are done\. Play computes the other \d+: about .+ so far\./,
  );
  await expect(table3).not.toContainText('? against ?');
  await expect(page.getByRole('main')).not.toContainText(/size smoke|smoke/);
});

test('a reload finds what was done, and what waits is paused until told', async ({ page }) => {
  await openGlimpse(page);
  await play(page, 'KL estimators');
  await page.getByRole('button', { name: 'Play all' }).click();
  await expect(status(page)).toContainText('under way');
  await page.reload();
  await expect(status(page)).toContainText('paused');
  const kept = experiment(page, 'KL estimators');
  await expect(kept.getByRole('button', { name: 'Run this again' })).toBeVisible();
  await expect(kept.getByRole('table').first()).toBeVisible();
  await expect(kept.locator('summary', { hasText: /^Recorded/ })).toBeVisible();
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(experiment(page, 'Table 1').getByRole('button', { name: 'Run this again' })).toBeEnabled();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(status(page)).toContainText('paused');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'Play all' })).toBeVisible();
});

test('a run that fails is named, costs no other, and can be tried again', async ({ page, noise }) => {
  noise.allow(/model\.safetensors|404/);
  await openGlimpse(page);
  await page.route('**/models/strings/model.safetensors', (route) => route.fulfill({ status: 404 }));
  await experiment(page, 'KL estimators').getByRole('button', { name: 'Play' }).click();
  const failed = page.getByRole('list', { name: 'Failed:' });
  await expect(failed).toContainText(/BRAIn on Strings, seed 1: Could not load .*HTTP 404/);
  await page.unroute('**/models/strings/model.safetensors');
  await failed.getByRole('button', { name: 'Try again' }).click();
  await expect(failed).toBeHidden();
  await expect(
    experiment(page, 'KL estimators').getByRole('button', { name: 'Run this again' }),
  ).toBeEnabled();
});

testAfterTable1(
  'what was recorded is called so: a report of all experiments; the settings say where their temperatures come from',
  async ({ page }) => {
    const opened = page.context().waitForEvent('page');
    await page.getByRole('link', { name: /^Recorded earlier/ }).click();
    const report = await opened;
    await expect(report.getByRole('heading', { level: 1 })).toHaveText('The paper’s experiments, rerun');
    const recorded = JSON.parse(await readFile(join(root, 'results/report.json'), 'utf8'));
    for (const { experiment: rerun } of recorded.experiments)
      await expect(report.locator(`section#${rerun.id}`)).toBeVisible();
    await report.close();
    const settings = page.locator('details', { hasText: 'Settings on text' });
    await settings.getByText('Settings on text').click();
    await expect(settings).toContainText('no search was made for any');
    for (const task of ['TL;DR', 'Dialog'])
      await expect(
        settings
          .getByRole('table', { name: 'Temperatures on text' })
          .getByRole('row', { name: new RegExp(`^${task} \\d`) }),
      ).toBeVisible();
    await settings.getByText('Settings on text').click();
  },
);

test('fits a phone without scrolling sideways, and plays by keyboard', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openGlimpse(page);
  const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await sideways()).toBeLessThanOrEqual(0);
  await experiment(page, 'KL estimators').getByRole('button', { name: 'Play' }).focus();
  await page.keyboard.press('Enter');
  await expect(
    experiment(page, 'KL estimators').getByRole('button', { name: 'Run this again' }),
  ).toBeEnabled();
  await page.getByText('Settings on text').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('no search was made for any')).toBeVisible();
  expect(await sideways()).toBeLessThanOrEqual(0);
});

testAfterTable1('is accessible with everything shown, in light and in dark', async ({ page }) => {
  const summaries = [page.getByText('An LLM as judge'), page.getByText('Settings on text')];
  for (const summary of summaries) await summary.click();
  expect(await violations(page)).toEqual([]);
  for (const summary of summaries) await summary.click();
});

testAfterTable1(
  'an LLM judge is tried, asked, and fills its rows; one that cannot be reached leaves them empty',
  async ({ page, noise }) => {
    const server = await fakeServer(judging((a, b) => (a < b ? 'A' : a > b ? 'B' : 'tie')));
    const duels = await experiment(page, 'Table 2')
      .getByRole('row', { name: /, against / })
      .count();
    const panel = page.locator('details', { hasText: 'An LLM as judge' });
    await panel.getByText('An LLM as judge').click();
    await panel.getByLabel('Model', { exact: true }).fill('alphabet');
    await panel.getByLabel('Address').fill('nowhere');
    await expect(panel).toContainText('invalid judge endpoint: "nowhere" (expected an http(s) address');
    await panel.getByLabel('Address').fill(server.url);
    await expect(panel).toContainText(/At most \d+ requests/);
    await panel.getByRole('button', { name: 'Try it' }).click();
    await expect(panel).toContainText('It answers');
    await panel.getByRole('button', { name: 'Ask the judge' }).click();
    await expect(panel).toContainText('pairs judged by alphabet');
    await expect(
      experiment(page, 'Table 1').getByRole('row', { name: /LLM judge \(alphabet\)/ }),
    ).toContainText(/\d/);
    await expect(
      experiment(page, 'Table 2').getByRole('row', { name: /LLM judge \(alphabet\)/ }),
    ).toHaveCount(duels);
    await server.close();

    noise.allow(/ERR_CONNECTION_REFUSED|request failed/);
    await panel.getByLabel('Model', { exact: true }).fill('gone');
    await panel.getByRole('button', { name: 'Ask the judge' }).click();
    await expect(panel).toContainText('Could not reach');
    await expect(experiment(page, 'Table 1')).toContainText(/LLM judge \(gone\): 0 of \d+ pairs judged/);
  },
);

test('the first size decides Tables 3 and 4 and Figure 4 on Markov', async ({ page }) => {
  await page.goto('?task=strings&evaluationSamples=8#reproduce');
  await expect(page.getByLabel('Size')).toHaveValue('markov');
  await expect(page.getByLabel('Seeds', { exact: true })).toHaveValue('4');
  const names = ['Table 4', 'Figure 4', 'Table 3'];
  for (const name of names) await experiment(page, name).getByRole('button', { name: 'Play' }).click();
  // A shared machine may take ten times as long.
  for (const name of names)
    await expect(experiment(page, name).getByRole('button', { name: 'Run this again' })).toBeEnabled({
      timeout: 800_000,
    });
  const orderings = (name: string, text: RegExp) =>
    experiment(page, name).getByRole('listitem').filter({ hasText: text });
  const expectVerdicts = async (found: Locator, count: number, verdict: string | RegExp) => {
    await expect(found).toHaveCount(count);
    for (const ordering of await found.all()) await expect(ordering).toHaveAttribute('data-verdict', verdict);
  };
  await expectVerdicts(orderings('Table 3', /95\.4 against 5/), 2, 'reproduced');
  await expectVerdicts(orderings('Table 3', /near on-policy/), 1, 'level');
  const decided = /^(reproduced|level)$/;
  await expectVerdicts(
    orderings('Table 4', /^.DPO-sft\+IW(\+n)? is above .*training reward/),
    2,
    'reproduced',
  );
  await expectVerdicts(orderings('Table 4', /training reward/), 4, decided);
  await expectVerdicts(orderings('Figure 4', /n = (4|8|16|32), Markov/), 4, 'reproduced');
  await expectVerdicts(orderings('Figure 4', /improv|saturates/), 3, 'reproduced');
  for (const name of names) await expect(orderings(name, /waiting/)).toHaveCount(0);
  // The paper's numbers stand beside ours.
  await expect(experiment(page, 'Table 3').getByRole('table').first()).toContainText('59.1');
  await expect(status(page)).toHaveText(/^(\d+) of \1 runs done$/);
});
