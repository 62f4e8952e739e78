// Executes runs on WebGPU, one at a time, in the built page in a headless browser.
import type { Browser } from 'playwright';
import type { RunOutcome } from '../../src/experiments/run_outcome.ts';
import type { Execute } from '../../src/experiments/run_queue.ts';
import { settling } from '../../src/worker/request.ts';
import { launch } from '../lab/browser_connection.ts';
import { ensureBrowser } from '../lib/browser.mjs';
import { dist, ensureBuild } from '../lib/install.mjs';
import { serve } from '../lib/serve.mjs';
import type { Execution } from './execution.ts';

export async function openBrowser(version: string, say: (line: string) => void): Promise<Execution> {
  const executablePath = await ensureBrowser();
  ensureBuild();
  const server = await serve({ directory: dist, port: 0 });
  const browser: Browser = await launch(executablePath, server.url, say);
  const execute: Execute = (request, onProgress) => {
    const page = browser.newPage();
    const outcome = new Promise<RunOutcome>((resolve, reject) => {
      page
        .then(async (opened) => {
          opened.on('pageerror', reject);
          opened.on('crash', () => reject(new Error('the browser page crashed')));
          await opened.exposeFunction('reportRun', settling(resolve, reject, onProgress));
          await opened.goto(`${server.url}lab.html`);
          await opened.waitForFunction(() => window.executeRun !== undefined);
          await opened.evaluate(([request, made]) => window.executeRun(request, made), [
            request,
            version,
          ] as const);
        })
        .catch(reject);
    });
    const close = async () => (await page).close();
    const control = (type: 'pause' | 'resume') => async () =>
      void (await page).evaluate((command) => window.controlRun(command), type);
    void outcome.finally(close).catch(() => {});
    return { outcome, pause: control('pause'), resume: control('resume'), stop: close };
  };
  return {
    execute,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
