// Backends in Node: the CPU engine, or the reference on tfjs's WASM (the files of the npm package) or plain JavaScript.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { BackendProvider } from '../../src/session/backend.ts';
import { cpuBackend } from '../../src/session/cpu_backend.ts';
import { tfjsBackend } from '../../src/session/tfjs_backend.ts';
import { openCpuDevice } from './cpu_device.ts';

const labels = { wasm: 'TensorFlow.js · WASM, SIMD', cpu: 'TensorFlow.js · plain JavaScript' } as const;

/** WebGPU runs in a browser. @param shards threads of the CPU engine; one is the calling thread. */
export const nodeBackendsOn = (shards: number): BackendProvider => ({
  async activate(name = 'cpu') {
    if (name === 'cpu') return cpuBackend(await openCpuDevice(shards));
    if (name !== 'tfjs-wasm' && name !== 'tfjs-cpu')
      throw new Error(`invalid backend: ${name} (expected cpu, tfjs-wasm or tfjs-cpu in Node)`);
    const packageFile = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
    setWasmPaths(join(dirname(packageFile), 'dist/'));
    tf.env().set('IS_TEST', true); // silences the advertisement for tfjs-node
    const ofTfjs = name === 'tfjs-wasm' ? 'wasm' : 'cpu';
    if (!(await tf.setBackend(ofTfjs))) throw new Error(`tfjs could not start its ${ofTfjs} backend`);
    return tfjsBackend({ name, label: labels[ofTfjs] });
  },
});

export const nodeBackends = nodeBackendsOn(1);
