// Bundles scripts for Node with WebGPU, with all they need but native code, tfjs, and what only drives a browser.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from './install.mjs';

/** tfjs as Node loads it, a file a package, which keeps one state for all who load it. */
export const tfjs = ['core', 'backend-cpu', 'backend-wasm', 'backend-webgpu'].map(
  (name) => `@tensorflow/tfjs-${name}`,
);
const outside = ['webgpu', ...tfjs, 'playwright', 'vite', 'sirv', 'assemblyscript'];

/** Folders of checks; those that need a page's workers stay in a browser. */
const checkFolders = ['src/engine', 'src/training'];

/** Entries of the checks by their names in the bundle. */
function checkEntries() {
  const suffix = '.browser.ts';
  const files = checkFolders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith(suffix))
      .map((file) => [`checks/${file.slice(0, -suffix.length)}`, join(root, folder, file)]),
  );
  return Object.fromEntries(files);
}

/**
 * All files of a bundle stand in one folder, two below the root as their sources do, so that they find what the root holds.
 * @param {string} outDir
 * @param {Record<string, string>} input files by their names in the bundle
 * @param {Record<string, string>} alias
 */
const bundle = (outDir, input, alias) =>
  build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    resolve: { alias },
    ssr: { noExternal: true, external: outside },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node20',
      chunkSizeWarningLimit: Number.POSITIVE_INFINITY,
      rolldownOptions: {
        input,
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });

/** `check_gpu.mjs` and the checks that it runs. @param {string} outDir */
export const bundleChecks = (outDir) =>
  bundle(
    outDir,
    { check_gpu: join(root, 'scripts/check_gpu/main.ts'), ...checkEntries() },
    { vitest: join(root, 'scripts/check_gpu/vitest_stand_in.ts') },
  );

/** `bench.mjs` and the threads of the CPU engine. @param {string} outDir */
export const bundleBenchmark = (outDir) =>
  bundle(
    outDir,
    {
      bench: join(root, 'scripts/bench.ts'),
      cpu_shard_thread: join(root, 'scripts/lib/cpu_shard_thread.mjs'),
    },
    { 'tsx/esm/api': join(root, 'scripts/lib/tsx_stand_in.mjs') },
  );
