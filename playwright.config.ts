// End-to-end tests: a real Chromium with WebGPU on a software adapter, against the built app.
import { defineConfig } from '@playwright/test';
import { sandboxArguments, softwareGpuArguments } from './scripts/lib/browser.mjs';

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  globalSetup: './e2e/build.ts',
  // One GPU process at a time: the software adapter takes every core it can get.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    viewport: { width: 1280, height: 800 },
    actionTimeout: 30_000,
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROME_PATH || undefined,
      args: [...sandboxArguments, ...softwareGpuArguments],
    },
  },
});
