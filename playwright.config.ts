// End-to-end tests: a real Chromium with WebGPU on a software adapter, against the built app.
import { defineConfig } from '@playwright/test';
import { sandboxArguments, softwareGpuArguments } from './scripts/lib/browser.mjs';

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  globalSetup: './e2e/build.ts',
  // Tests of a file share a page, so files are what runs side by side; a core each.
  workers: '100%',
  forbidOnly: Boolean(process.env.CI),
  // For tests that hang. A slow machine must not come near them.
  timeout: 900_000,
  expect: { timeout: 240_000 },
  reporter: 'list',
  // No traces: they take a third of the time. `--trace retain-on-failure` asks for them.
  use: {
    actionTimeout: 240_000,
    // What is kept for a time without a network would answer in place of the server. `e2e/offline.spec.ts` allows it.
    serviceWorkers: 'block',
    launchOptions: {
      executablePath: process.env.CHROME_PATH || undefined,
      args: [...sandboxArguments, ...softwareGpuArguments],
    },
  },
  projects: [
    // One GPU process at a time: the software adapter takes every core it can get.
    { name: 'webgpu', testMatch: 'webgpu/*.spec.ts', workers: 1 },
    { name: 'page', testMatch: '*.spec.ts', testIgnore: 'webgpu/**' },
  ],
});
