// Connects to the worker of the built page in headless Chromium, on the machine's WebGPU adapter. Machines without one
// use Chromium's software adapter.
import { type Browser, chromium } from 'playwright';
import {
  ensureBrowser,
  hardwareGpuArguments,
  sandboxArguments,
  softwareGpuArguments,
  withoutSignals,
} from '../lib/browser.mjs';
import { dist, ensureBuild } from '../lib/install.mjs';
import { serve } from '../lib/serve.mjs';
import type { Connect } from './drive.ts';

async function openPage(browser: Browser, url: string) {
  const page = await browser.newPage();
  await page.goto(url);
  return page;
}

/** A browser with an adapter at this address. */
export async function launch(
  executablePath: string,
  url: string,
  say: (line: string) => void,
): Promise<Browser> {
  for (const gpu of [hardwareGpuArguments, softwareGpuArguments]) {
    const args = [...sandboxArguments, ...gpu];
    const browser = await chromium.launch({ executablePath, args, ...withoutSignals });
    const page = await openPage(browser, url);
    const found = await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()));
    await page.close();
    if (found) return browser;
    await browser.close();
    if (gpu === hardwareGpuArguments) say('No graphics adapter found; using the software adapter (slow).');
  }
  throw new Error(`no WebGPU adapter in ${executablePath}; try --backend cpu`);
}

export const connectInBrowser =
  (say: (line: string) => void): Connect =>
  async (onEvent, onLost) => {
    const executablePath = await ensureBrowser();
    ensureBuild();
    const server = await serve({ directory: dist, port: 0 });
    let browser: Browser | undefined;
    const close = async () => {
      await browser?.close();
      await server.close();
    };
    try {
      browser = await launch(executablePath, server.url, say);
      browser.on('disconnected', () => onLost(new Error('the browser stopped')));
      const page = await browser.newPage();
      page.on('pageerror', onLost);
      page.on('crash', () => onLost(new Error('the browser page crashed')));
      await page.exposeFunction('reportEvent', onEvent);
      await page.goto(`${server.url}lab.html`);
      await page.waitForFunction(() => window.laboratory !== undefined);
      return {
        send: (command) => {
          page.evaluate((sent) => window.laboratory.send(sent), command).catch(onLost);
        },
        close,
      };
    } catch (error) {
      await close();
      throw error;
    }
  };
