import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

const setupFiles = 'scripts/lib/property_seed.ts';

// `unit` runs in Node (pure code, tfjs on CPU and WASM); `browser` runs in headless Chromium on a real WebGPU device.
export default defineConfig({
  test: {
    // The same random cases every time, so that a failure is a change's; PROPERTY_SEED=7 tries others.
    env: { PROPERTY_SEED: process.env.PROPERTY_SEED ?? '2402' },
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles,
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          setupFiles,
          include: ['src/**/*.browser.ts'],
          // The files of a page share a GPU device, and what it has compiled.
          isolate: false,
          testTimeout: 120_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: process.env.CHROME_PATH || undefined,
                args: [
                  '--no-sandbox',
                  '--enable-unsafe-webgpu',
                  '--use-webgpu-adapter=swiftshader',
                  // Clearing workgroup memory doubles the time to compile, and no kernel may read what it has not written.
                  '--enable-dawn-features=disable_workgroup_init',
                ],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
