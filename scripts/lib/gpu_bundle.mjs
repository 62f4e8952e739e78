// Bundles scripts for Node with WebGPU, with all they need but native code and tfjs.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from './install.mjs';

/** Packages that stay outside: native code, and tfjs, whose build for Node is a file of its own. */
const outside = ['webgpu', '@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu'];

/** Checks that need a page's workers stay in a browser. */
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

/** @param {string} outDir */
export async function bundleChecks(outDir) {
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    resolve: { alias: { vitest: join(root, 'scripts/check_gpu/vitest_stand_in.ts') } },
    ssr: { noExternal: true, external: outside },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node20',
      rolldownOptions: {
        input: { check_gpu: join(root, 'scripts/check_gpu/main.ts'), ...checkEntries() },
        output: { entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
      },
    },
  });
}
