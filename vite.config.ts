import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { archive } from './scripts/lib/archive.mjs';
import { buildCpuEngine } from './scripts/lib/cpu_engine.mjs';
import { root } from './scripts/lib/install.mjs';
import { offline } from './scripts/lib/offline.mjs';
import { withPolicy } from './scripts/lib/page_policy.mjs';
import { precompress } from './scripts/lib/precompress.mjs';
import { shortWgsl } from './scripts/lib/short_wgsl.mjs';
import { stillPage } from './scripts/lib/still_page.tsx';
import { noticesPlugins } from './scripts/lib/third_party_notices.mjs';

const cpuEngine: Plugin = { name: 'cpu-engine', buildStart: buildCpuEngine };
const packed: Plugin = {
  name: 'pack',
  apply: 'build',
  closeBundle: {
    // The service worker is written by then.
    order: 'post',
    sequential: true,
    async handler() {
      const { outDir } = this.environment.config.build;
      await precompress(outDir);
      await archive(outDir);
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

const notices = noticesPlugins(root);

export default defineConfig({
  base: './',
  plugins: [react(), still, contentPolicy, cpuEngine, notices.ofPage, offline(), packed],
  worker: { format: 'es', plugins: () => [shortWgsl, notices.ofWorkers] },
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
