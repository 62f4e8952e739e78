// `test` for the built app: served on a free port, and silent. A test fails on any console error or warning, uncaught
// exception, unhandled rejection, failed request or WebGPU error that nothing handled.
import { type Browser, test as base, expect, type Page } from '@playwright/test';
import { dist } from '../scripts/lib/install.mjs';
import { serve } from '../scripts/lib/serve.mjs';

interface Noise {
  /** Expects messages that match, for tests that provoke them. */
  allow(pattern: RegExp): void;
}

const viewport = { width: 1280, height: 800 };
/** Of every page but those that are tested without a network. */
const BLOCKED_BY_PLAYWRIGHT = 'Service Worker registration blocked by Playwright';
const heard = new WeakMap<Page, string[]>();

/** Runs in the page before its own code: reports WebGPU errors no scope and no handler of the app has taken. */
function reportGpuErrors(): void {
  const gpu = navigator.gpu as GPU | undefined;
  if (gpu === undefined) return;
  const adapterPrototype = GPUAdapter.prototype;
  const requestDevice = adapterPrototype.requestDevice;
  adapterPrototype.requestDevice = async function (descriptor) {
    const device = await requestDevice.call(this, descriptor);
    device.addEventListener('uncapturederror', (event) => {
      if (!event.defaultPrevented) console.error(`uncaptured WebGPU error: ${event.error.message}`);
    });
    return device;
  };
}

/** What the page complains of, from the first call on. */
async function complaints(page: Page): Promise<string[]> {
  const known = heard.get(page);
  if (known) return known;
  const messages: string[] = [];
  heard.set(page, messages);
  page.on('console', (message) => {
    if (message.text() === BLOCKED_BY_PLAYWRIGHT) return;
    if (['error', 'warning'].includes(message.type())) messages.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => messages.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => {
    // Leaving a page aborts what is under way.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED')
      messages.push(`request failed: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) messages.push(`${response.status()}: ${response.url()}`);
  });
  await page.addInitScript(reportGpuErrors);
  return messages;
}

export const test = base.extend<{ noise: Noise }, { served: string }>({
  served: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from the pattern
    async ({}, use) => {
      const server = await serve({ directory: dist, port: 0 });
      await use(server.url);
      await server.close();
    },
    { scope: 'worker' },
  ],
  baseURL: ({ served }, use) => use(served),
  viewport,
  noise: [
    async ({ page }, use) => {
      const messages = await complaints(page);
      const allowed: RegExp[] = [];
      await use({ allow: (pattern) => void allowed.push(pattern) });
      const unexpected = messages
        .splice(0)
        .filter((message) => !allowed.some((pattern) => pattern.test(message)));
      expect(unexpected, 'console, network and WebGPU errors').toEqual([]);
    },
    { auto: true },
  ],
});

/**
 * `test` for a file's tests that share one load of the page: a load takes longer than what most of them look at. Each
 * leaves the page as it found it, so that any of them also passes alone.
 */
export function testOfOneLoad(open: (page: Page) => Promise<void>): typeof test {
  let shared: Page | undefined;
  const load = async (browser: Browser, baseURL: string) => {
    const page = await browser.newPage({ baseURL, viewport });
    await complaints(page);
    await open(page);
    return page;
  };
  test.afterAll(async () => {
    await shared?.close();
    shared = undefined;
  });
  return test.extend({
    page: async ({ browser, served }, use) => {
      shared ??= await load(browser, served);
      await use(shared);
      await shared.emulateMedia({ colorScheme: null });
      await shared.setViewportSize(viewport);
    },
  });
}

export { expect };
