import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { buildCpuEngine } from './scripts/lib/cpu_engine.mjs';
import { offline } from './scripts/lib/offline.mjs';
import { withPolicy } from './scripts/lib/page_policy.mjs';
import { precompress } from './scripts/lib/precompress.mjs';
import { stillPage } from './scripts/lib/still_page.tsx';

const cpuEngine: Plugin = { name: 'cpu-engine', buildStart: buildCpuEngine };
const precompressed: Plugin = {
  name: 'precompress',
  apply: 'build',
  closeBundle: {
    // The service worker is written by then.
    order: 'post',
    sequential: true,
    async handler() {
      await precompress(this.environment.config.build.outDir);
    },
  },
};
/** What the page shows before its scripts have run. */
const still: Plugin = {
  name: 'still-page',
  transformIndexHtml: {
    order: 'pre',
    handler: (html) => html.replace('<div id="root"></div>', `<div id="root">${stillPage()}</div>`),
  },
};
/** The development server's own scripts are inline, so only built pages have the policy. */
const contentPolicy: Plugin = {
  name: 'content-policy',
  apply: 'build',
  transformIndexHtml: { order: 'post', handler: withPolicy },
};

export default defineConfig({
  base: './',
  plugins: [react(), still, contentPolicy, cpuEngine, offline(), precompressed],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    // A test bounds what a visit transfers: `e2e/first_load.spec.ts`.
    chunkSizeWarningLimit: 700,
    // A font in a style sheet would be an address that the policy does not allow.
    assetsInlineLimit: (file) => (file.endsWith('.woff2') ? false : undefined),
    rollupOptions: { input: { index: 'index.html', lab: 'lab.html' } },
  },
  resolve: { dedupe: ['@tensorflow/tfjs-core'] },
});
