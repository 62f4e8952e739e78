import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { buildCpuEngine } from './scripts/lib/cpu_engine.mjs';
import { precompress } from './scripts/lib/precompress.mjs';

const cpuEngine: Plugin = { name: 'cpu-engine', buildStart: buildCpuEngine };
const precompressed: Plugin = {
  name: 'precompress',
  apply: 'build',
  async closeBundle() {
    await precompress(this.environment.config.build.outDir);
  },
};

export default defineConfig({
  base: './',
  plugins: [react(), cpuEngine, precompressed],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    rollupOptions: { input: { index: 'index.html', lab: 'lab.html' } },
  },
  resolve: { dedupe: ['@tensorflow/tfjs-core'] },
});
