// tfjs backends in Node: WASM with SIMD (the files of the npm package), else plain JavaScript.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { BackendProvider } from '../../src/session/backend.ts';
import { tfjsBackend } from '../../src/session/tfjs_backend.ts';

const labels = { wasm: 'CPU (WASM, SIMD)', cpu: 'CPU (plain JavaScript)' } as const;

/** Only `wasm` and `cpu`; WebGPU runs in a browser. */
export const nodeBackends: BackendProvider = {
  async activate(name = 'wasm') {
    if (name === 'webgpu') throw new Error('invalid backend: webgpu (expected wasm or cpu in Node)');
    const packageFile = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
    setWasmPaths(join(dirname(packageFile), 'dist/'));
    tf.env().set('IS_TEST', true); // silences the advertisement for tfjs-node
    if (!(await tf.setBackend(name))) throw new Error(`tfjs could not start its ${name} backend`);
    return tfjsBackend({ name, label: labels[name] });
  },
};
