// The policy of the page: nothing that it does is against it, and what it forbids fails.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { fakeServer, judging, SILENT } from '../src/judge/fake_server.ts';
import { test as base, expect } from './page.ts';

const TINY =
  '?backend=cpu&task=strings&samplesPerPrompt=4&promptsPerRound=2&groupsPerBatch=2&stepsPerRound=2&rounds=2&evaluationInterval=2&evaluationSamples=8';
const test = base.extend<{ against: string[] }>({
  /** What was against the policy, in the page; in a worker the console says it. */
  against: [
    async ({ page }, use) => {
      const found: string[] = [];
      await page.exposeFunction('reportViolation', (text: string) => found.push(text));
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) =>
          (window as unknown as { reportViolation(text: string): void }).reportViolation(
            `${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`,
          ),
        );
      });
      await use(found);
    },
    { auto: true },
  ],
});

const trained = async (page: Page) => {
  await page.goto(`${TINY}#train`);
  await page.getByRole('button', { name: 'Train it here' }).click();
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible();
};

/** Chromium starts at most ten downloads a second. */
const DOWNLOAD_MS = 110;

/** Saves every chart of the view, in every form. */
async function saveCharts(page: Page): Promise<void> {
  const [menus, opened] = (['button', 'dialog'] as const).map((role) =>
    page.getByRole(role, { name: 'Table, files and axes' }),
  );
  await expect(menus.first()).toBeVisible();
  for (const menu of await menus.all()) {
    await menu.click();
    for (const file of ['CSV', 'JSON', 'PNG']) {
      const download = page.waitForEvent('download');
      await opened.getByRole('button', { name: file }).click();
      await Promise.all([(await download).cancel(), page.waitForTimeout(DOWNLOAD_MS)]);
    }
    await page.keyboard.press('Escape');
  }
}

test('a run, its charts and every view of the Train page keep to the policy', async ({ page, against }) => {
  await trained(page);
  for (const view of ['Weights', 'Curves', 'Samples', 'Method', 'Bridges', 'Reward']) {
    await page.getByRole('tab', { name: view }).click();
    await expect(page.getByRole('tabpanel', { name: view })).not.toBeEmpty();
  }
  await page.getByRole('tab', { name: 'Curves' }).click();
  await saveCharts(page);
  await page.getByRole('tab', { name: 'Method' }).click();
  await page.getByRole('tabpanel', { name: 'Method' }).scrollIntoViewIfNeeded();
  await expect(page.locator('.katex').first()).toBeVisible();
  await page.keyboard.press('p');
  await expect(page.locator('[data-presented]')).toBeVisible();
  await page.keyboard.press('p');
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByRole('img', { name: 'The link as a QR code' })).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the run (zip)' }).click();
  expect(Object.keys(unzipSync(await readFile(await (await download).path())))).toContain('report.html');
  expect(against).toEqual([]);
});

test('so do the other tabs, and a judge elsewhere, which Stop leaves at once', async ({ page, against }) => {
  await page.goto(`${TINY}#exact`);
  await saveCharts(page);
  await page.goto(`${TINY}#variance`);
  await saveCharts(page);
  await page.goto(`${TINY}#sweep`);
  await expect(page.getByText('It opens the values of a sweep.')).toBeVisible();
  await page.goto(`${TINY}#benchmark`);
  await expect(page.getByRole('button', { name: 'Run the benchmark' })).toBeVisible();
  await page.goto(`${TINY}#reproduce`);
  const panel = page.locator('details', { hasText: 'An LLM as judge' });
  await panel.getByText('An LLM as judge').click();
  await panel.getByLabel('Model', { exact: true }).fill('m');
  const judge = await fakeServer(judging(() => 'tie'));
  await panel.getByLabel('Address').fill(judge.url);
  await panel.getByRole('button', { name: 'Try it' }).click();
  await expect(panel).toContainText('It answers');
  const silent = await fakeServer(() => SILENT);
  await panel.getByLabel('Address').fill(silent.url);
  await panel.getByRole('button', { name: 'Try it' }).click();
  await expect.poll(() => silent.inFlight()).toBe(1);
  await panel.getByRole('button', { name: 'Stop' }).click();
  await expect(panel).toContainText('Stopped before it answered.');
  await expect.poll(() => silent.inFlight()).toBe(0);
  await Promise.all([judge.close(), silent.close()]);
  expect(against).toEqual([]);
});

test('another page may frame it where the address asks for it, and nowhere else', async ({
  page,
  served,
  noise,
}) => {
  noise.allow(/frame-ancestors|ERR_BLOCKED_BY_RESPONSE|request failed/);
  const host = createServer(({ url }, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<iframe src="${served}${TINY}${url?.includes('embed') ? '&embed' : ''}"></iframe>`);
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(host.address() as AddressInfo).port}/`;
  const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
  await page.goto(address);
  await refused;
  const name = page.frameLocator('iframe').getByRole('heading', { name: 'BRAIn Playground' });
  await expect(name).toHaveCount(0);
  await page.goto(`${address}?embed`);
  await expect(name).toBeVisible();
  await expect(page.frameLocator('iframe').getByText(/embed/)).toHaveCount(0);
  host.close();
});

test('what the policy forbids fails, and is seen', async ({ page, against, noise }) => {
  noise.allow(/Content Security Policy|Trusted|TrustedHTML|request failed/);
  const elsewhere = await fakeServer(judging(() => 'tie'));
  await page.goto(TINY);
  const failures = await page.evaluate(async (other) => {
    const failed: string[] = [];
    const tried = async (name: string, work: () => unknown) => {
      try {
        await work();
      } catch (error) {
        failed.push(`${name}: ${(error as Error).name}`);
      }
    };
    const add = (tag: string, properties: object) =>
      document.head.append(Object.assign(document.createElement(tag), properties));
    await tried('fetch', () => fetch(other));
    await tried('html', () => {
      document.body.innerHTML = '<b>text</b>';
    });
    await tried('worker', () => new Worker(`${other}/worker.js`));
    await tried('blob', () => new Worker(URL.createObjectURL(new Blob(['1']))));
    add('style', { textContent: 'body { color: red }' });
    add('base', { href: other });
    document.body.append(Object.assign(new Image(), { src: `${other}/pixel.png` }));
    return failed;
  }, elsewhere.url);
  expect(failures).toEqual(['fetch: TypeError', 'html: TypeError', 'worker: TypeError', 'blob: TypeError']);
  const directives = () => [...new Set(against.map((line) => line.split(':')[0]))].sort();
  await expect
    .poll(directives)
    .toEqual(['base-uri', 'connect-src', 'img-src', 'require-trusted-types-for', 'style-src-elem']);
  expect(elsewhere.requests).toEqual([]);
  await elsewhere.close();
});
