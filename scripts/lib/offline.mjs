// The service worker and the web manifest of the build: after one visit the page works without a network.
// Library: vite-plugin-pwa over Workbox (https://vite-pwa-org.netlify.app).
import { VitePWA } from 'vite-plugin-pwa';

/** What any visit may need: every tab, every engine of ours, an export, the task of a first visit, the smallest one. */
const FIRST = [
  'index.html',
  'sandbox.html',
  'THIRD_PARTY_NOTICES.txt',
  'icons/*.svg',
  'assets/*.{js,css,wasm,woff2,json}',
  'cluster/*.{py,txt,sh}',
  'models/strings/**/*.{json,safetensors}',
  'models/tldr/*.{json,safetensors}',
];
/** Of the benchmark and of the check against TensorFlow.js: larger than all the rest, and kept when first used. */
const ON_USE = [
  'assets/tfjs*',
  'assets/{jax_contender,contenders,bench_worker,reference_model,sampling,webgl,webgpu}-*',
  'assets/{lab,judge_worker}-*',
];

/** The page's own address, with whatever query; `?embed` asks the server who may frame it. */
const PAGE = /^[^?]*\/(index\.html)?(\?|$)/;
const EMBEDDED = /[?&]embed\b/;

/** @type {import('vite-plugin-pwa').VitePWAOptions['manifest']} */
const manifest = {
  name: 'BRAIn Playground',
  short_name: 'BRAIn',
  description: 'Train a small language model with BRAIn in your browser, and see why it works.',
  lang: 'en',
  start_url: './',
  scope: './',
  display: 'standalone',
  background_color: '#fbfaf8',
  theme_color: '#1746b8',
  // The pictures are those of the drawings beside them.
  icons: [
    { src: 'icons/any.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    { src: 'icons/any-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
    { src: 'icons/any-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
    { src: 'icons/maskable.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'maskable' },
    { src: 'icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
};

/** The page registers the worker itself, once it is usable: `src/ui/frame/service_worker.ts`. */
export const offline = () =>
  VitePWA({
    // A new version waits until the visitor agrees.
    registerType: 'prompt',
    injectRegister: false,
    manifest,
    includeManifestIcons: false,
    workbox: {
      inlineWorkboxRuntime: true,
      sourcemap: false,
      globPatterns: FIRST,
      globIgnores: ON_USE,
      navigateFallback: 'index.html',
      navigateFallbackAllowlist: [PAGE],
      navigateFallbackDenylist: [EMBEDDED],
      runtimeCaching: [
        {
          // Its name holds its content, so what is kept is never outdated.
          urlPattern: ({ url, sameOrigin }) =>
            sameOrigin && url.search === '' && /\/assets\/.+-[\w-]{8}\.\w+$/.test(url.pathname),
          handler: 'CacheFirst',
          options: {
            cacheName: 'assets',
            expiration: { maxEntries: 40, purgeOnQuotaError: true },
            cacheableResponse: { statuses: [200] },
          },
        },
        {
          urlPattern: ({ url, sameOrigin }) => sameOrigin && /\/models\/.+\.\w+$/.test(url.pathname),
          handler: 'NetworkFirst',
          options: {
            cacheName: 'models',
            expiration: { maxEntries: 40, purgeOnQuotaError: true },
            cacheableResponse: { statuses: [200] },
          },
        },
      ],
    },
  });
