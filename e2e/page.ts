// `test` for the built app: served on a free port, and silent. A test fails on any console error or warning, uncaught
// exception, unhandled rejection, failed request or WebGPU error that nothing handled.
import { test as base, expect } from '@playwright/test';
import { dist } from '../scripts/lib/install.mjs';
import { serve } from '../scripts/lib/serve.mjs';

interface Noise {
  readonly messages: readonly string[];
  /** Expects messages that match, for tests that provoke them. */
  allow(pattern: RegExp): void;
}

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
  noise: [
    async ({ page }, use) => {
      const messages: string[] = [];
      const allowed: RegExp[] = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type()))
          messages.push(`${message.type()}: ${message.text()}`);
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
      await use({ messages, allow: (pattern) => void allowed.push(pattern) });
      const unexpected = messages.filter((message) => !allowed.some((pattern) => pattern.test(message)));
      expect(unexpected, 'console, network and WebGPU errors').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/**
 * The page may not block for longer. A task's length is read off the clock, which on a shared runner counts what other
 * processes take: there only a gross block is a failure.
 */
export const LONGEST_TASK_MS = process.env.CI ? 300 : 100;
