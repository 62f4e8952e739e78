import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

const setupFiles = 'scripts/lib/property_seed.ts';
/** A slow machine must not come near them. */
const forHangs = { testTimeout: 600_000, hookTimeout: 600_000, expect: { poll: { timeout: 300_000 } } };

/** Loaded on demand: a dependency that is found late reloads the page under its tests, with two Reacts in it. */
const foundLate = ['core', 'backend-cpu', 'backend-wasm', 'backend-webgpu'].map(
  (name) => `@tensorflow/tfjs-${name}`,
);

/** Headless Chromium with WebGPU on a software adapter. Vitest names it in place, so each project has one of its own. */
const browser = () => ({
  enabled: true,
  headless: true,
  viewport: { width: 1280, height: 800 },
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
  instances: [{ browser: 'chromium' as const }],
});

// `unit` runs in Node (pure code, tfjs on CPU and WASM); `browser` runs on a real WebGPU
// device, `components` renders parts of the page.
export default defineConfig({
  test: {
    globalSetup: 'scripts/lib/cpu_engine_setup.ts',
    // The same random cases every time, so that a failure is a change's; PROPERTY_SEED=7 tries others.
    env: { PROPERTY_SEED: process.env.PROPERTY_SEED ?? '2402' },
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles,
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
          pool: 'threads',
          ...forHangs,
        },
      },
      {
        test: {
          name: 'browser',
          setupFiles,
          include: ['src/**/*.browser.ts'],
          // The files of a page share a GPU device, and what it has compiled.
          isolate: false,
          ...forHangs,
          browser: browser(),
        },
      },
      {
        // A page a file: components share a document and the page's stores.
        optimizeDeps: { include: foundLate },
        test: {
          name: 'components',
          setupFiles,
          include: ['src/**/*.browser.tsx'],
          ...forHangs,
          browser: browser(),
        },
      },
    ],
  },
});
