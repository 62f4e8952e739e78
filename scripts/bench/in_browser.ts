// Runs the benchmark in the built page in headless Chromium, on the machine's adapter or a software adapter.
import type { BenchmarkResult } from '../../src/bench/benchmark.ts';
import type { BenchmarkRequest } from '../../src/worker/bench_worker.ts';
import { settling } from '../../src/worker/request.ts';
import { launch } from '../lab/browser_connection.ts';
import { ensureBrowser } from '../lib/browser.mjs';
import { dist, ensureBuild } from '../lib/install.mjs';
import { serve } from '../lib/serve.mjs';

export async function benchInBrowser(
  request: BenchmarkRequest,
  say: (line: string) => void,
): Promise<BenchmarkResult> {
  const executablePath = await ensureBrowser();
  ensureBuild();
  const server = await serve({ directory: dist, port: 0 });
  try {
    const browser = await launch(executablePath, server.url, say);
    try {
      const page = await browser.newPage();
      return await new Promise((resolve, reject) => {
        browser.on('disconnected', () => reject(new Error('the browser stopped')));
        page.on('pageerror', reject);
        page.on('crash', () => reject(new Error('the browser page crashed')));
        const start = async () => {
          await page.exposeFunction(
            'reportBenchmark',
            settling<string, BenchmarkResult>(resolve, reject, say),
          );
          await page.goto(`${server.url}lab.html`);
          await page.waitForFunction(() => window.benchmark !== undefined);
          await page.evaluate((sent) => window.benchmark(sent), request);
        };
        start().catch(reject);
      });
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
  }
}
