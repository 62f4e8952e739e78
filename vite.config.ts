import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    rollupOptions: { input: { index: 'index.html', lab: 'lab.html' } },
  },
  resolve: { dedupe: ['@tensorflow/tfjs-core'] },
});
