import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { buildCpuEngine } from './scripts/lib/cpu_engine.mjs';

export default defineConfig({
  base: './',
  plugins: [react(), { name: 'cpu-engine', buildStart: buildCpuEngine }],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    rollupOptions: { input: { index: 'index.html', lab: 'lab.html' } },
  },
  resolve: { dedupe: ['@tensorflow/tfjs-core'] },
});
