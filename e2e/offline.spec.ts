// After one visit the page works without a network. A new version waits until the visitor agrees. What did not arrive is
// asked for again.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { dist } from '../scripts/lib/install.mjs';
import { serve } from '../scripts/lib/serve.mjs';
import { expect, test } from './page.ts';

const TINY =
  '?backend=cpu&task=strings&samplesPerPrompt=4&promptsPerRound=2&groupsPerBatch=2&stepsPerRound=2&rounds=2&evaluationInterval=2&evaluationSamples=8';
const step = (page: Page) => page.getByRole('button', { name: 'Step', exact: true });
const kept = (page: Page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => true));

async function train(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Train it here' }).click();
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible();
}

test.describe('without a network', () => {
  test.use({ serviceWorkers: 'allow' });

  test('reload, every tab and training work after one visit', async ({ page }) => {
    const server = await serve({ directory: dist, port: 0 });
    let arrive = () => {};
    const held = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    await page.route(/model\.safetensors/, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${server.url}${TINY}`);
    await page.waitForRequest(/model\.safetensors/);
    await page.waitForTimeout(500);
    const registered = () =>
      page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
    expect(await registered(), 'kept before the page was usable').toBe(0);
    arrive();
    await expect(step(page)).toBeEnabled();
    await kept(page);
    await page.unroute(/model\.safetensors/);
    await server.close();

    await page.reload();
    await train(page);
    await page.getByRole('tab', { name: 'Method' }).click();
    await page.getByRole('tabpanel', { name: 'Method' }).scrollIntoViewIfNeeded();
    await expect(page.locator('.katex').first()).toBeVisible();
    for (const [tab, shown] of [
      ['variance', page.getByRole('slider').first()],
      ['exact', page.getByRole('button', { name: 'Table, files and axes' }).first()],
      ['reproduce', page.getByRole('button', { name: 'Play' }).first()],
      ['sweep', page.getByText('It opens the values of a sweep.')],
      ['class', page.getByLabel('Paste anything: the whole chat is fine')],
      ['benchmark', page.getByRole('button', { name: 'Run the benchmark' })],
    ] as const) {
      await page.evaluate((hash) => location.assign(hash), `#${tab}`);
      await expect(shown).toBeVisible();
    }
    // A first visit's address has no query.
    await page.goto(server.url);
    await expect(step(page)).toBeEnabled();
  });

  test('a new version waits until the visitor agrees, and until no other tab needs the old one', async ({
    page,
    context,
  }) => {
    const directory = mkdtempSync(join(tmpdir(), 'versions-'));
    cpSync(dist, directory, { recursive: true, filter: (path) => !/\.(br|gz)$/.test(path) });
    const server = await serve({ directory, port: 0 });
    const change = (file: string, from: string | RegExp, to: string) => {
      const text = readFileSync(join(directory, file), 'utf8');
      expect(text).toMatch(from);
      writeFileSync(join(directory, file), text.replace(from, to));
    };
    await page.goto(`${server.url}${TINY}`);
    await expect(step(page)).toBeEnabled();
    await kept(page);
    change('index.html', '<title>BRAIn Playground', '<title>The new version');
    change('sw.js', /(url:"index\.html",revision:")\w+/, '$1another');

    await page.reload();
    const offer = page.getByRole('button', { name: 'Reload with the new version' });
    await expect(offer).toBeVisible();
    await train(page);
    await expect(page).toHaveTitle('BRAIn Playground');

    const other = await context.newPage();
    await other.goto(`${server.url}${TINY}`);
    await expect(other.getByRole('button', { name: 'Reload with the new version' })).toBeVisible();
    await offer.click();
    await expect(page.getByText('Another tab still needs the old version. Close it first.')).toBeVisible();
    await expect(page).toHaveTitle('BRAIn Playground');
    await other.close();
    // The browser takes a moment to free what the closed tab held.
    await expect(async () => {
      if (await offer.isVisible()) await offer.click();
      await expect(page).toHaveTitle('The new version', { timeout: 3000 });
    }).toPass();
    await expect(step(page)).toBeEnabled();
    await server.close();
    rmSync(directory, { recursive: true });
  });
});

test('the archive of the build trains from a folder below any path', async ({ page }) => {
  const directory = mkdtempSync(join(tmpdir(), 'archive-'));
  const files = unzipSync(readFileSync(`${dist}.zip`));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(join(directory, 'a/b', dirname(name)), { recursive: true });
    writeFileSync(join(directory, 'a/b', name), bytes);
  }
  const notices = strFromU8(files['THIRD_PARTY_NOTICES.txt']);
  // Of the page, of a worker, and of what no module names.
  for (const name of ['react-dom', 'chart.js', '@tensorflow/tfjs-core', 'workbox-core', 'assemblyscript'])
    expect(notices).toContain(`\n${name} `);
  const server = await serve({ directory, port: 0 });
  await page.goto(`${server.url}a/b/${TINY}`);
  await train(page);
  await page.goto('about:blank'); // parts of the page may still be on their way
  await server.close();
  rmSync(directory, { recursive: true });
});

test('code and style that did not arrive are asked for again', async ({ page, noise }) => {
  noise.allow(/VariancePage|Failed to load resource|request failed/);
  for (const file of ['js', 'css'])
    await page.route(new RegExp(`VariancePage-.*\\.${file}$`), (route) => route.abort(), { times: 1 });
  await page.goto(`${TINY}#variance`);
  const again = page.getByRole('button', { name: 'Try again' });
  await again.click();
  await expect(page.getByRole('slider').first()).toBeVisible();
  const styled = await page.evaluate(() =>
    [...document.styleSheets].some(({ href }) => href?.includes('VariancePage')),
  );
  expect(styled).toBe(true);
});
