// Bundles scripts for Node with WebGPU, with all they need but native code and what only drives a browser.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from './install.mjs';

const outside = ['webgpu', 'playwright', 'vite', 'sirv'];

/** tfjs has a build for Node of one file a package. */
const tfjsForNode = Object.fromEntries(
  ['core', 'backend-cpu', 'backend-wasm', 'backend-webgpu'].map((name) => {
    const from = createRequire(join(root, 'package.json'));
    return [`@tensorflow/tfjs-${name}`, from.resolve(`@tensorflow/tfjs-${name}`)];
  }),
);

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

/** Of whole names: `@tensorflow/tfjs-core/dist/...` stays. @param {Record<string, string>} names */
const aliases = (names) =>
  Object.entries(names).map(([name, replacement]) => ({ find: new RegExp(`^${name}$`), replacement }));

/**
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
    resolve: { alias: aliases({ ...tfjsForNode, ...alias }) },
    ssr: { noExternal: true, external: outside },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node20',
      chunkSizeWarningLimit: Number.POSITIVE_INFINITY,
      rolldownOptions: {
        input,
        output: { entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
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

/** `bench.mjs`. @param {string} outDir */
export const bundleBenchmark = (outDir) => bundle(outDir, { bench: join(root, 'scripts/bench.ts') }, {});
