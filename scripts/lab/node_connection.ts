// The session in this process, with tfjs on WASM or plain JavaScript and the shipped priors read from disk.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { readPrior } from '../../src/formats/prior.ts';
import type { TaskName } from '../../src/tasks/task.ts';
import type { BackendProvider } from '../../src/worker/backend.ts';
import { Session } from '../../src/worker/session.ts';
import { root } from '../lib/install.mjs';
import type { Connect } from './drive.ts';

const labels = { wasm: 'CPU (WASM, SIMD) in Node', cpu: 'CPU (plain JavaScript) in Node' } as const;

const backends: BackendProvider = {
  async activate(name = 'wasm') {
    if (name === 'webgpu') throw new Error('invalid backend: webgpu (expected wasm or cpu in Node)');
    const folder = dirname(
      createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'),
    );
    setWasmPaths(join(folder, 'dist/'));
    if (!(await tf.setBackend(name))) throw new Error(`tfjs could not start its ${name} backend`);
    return {
      info: { name, label: labels[name] },
      memory: () => ({ tensors: tf.memory().numTensors, deviceBytes: tf.memory().numBytes }),
      failed: new Promise<never>(() => {}),
    };
  },
};

async function loadPrior(task: TaskName) {
  const folder = join(root, 'public/models', task);
  const [config, model] = await Promise.all([
    readFile(join(folder, 'config.json'), 'utf8'),
    readFile(join(folder, 'model.safetensors')),
  ]);
  return readPrior(config, model);
}

export const connectInNode: Connect = async (onEvent, onLost) => {
  const session = new Session({ emit: onEvent, backends, loadPrior });
  session.serve().catch(onLost);
  // A session waits for commands without holding the process, so there is nothing to close.
  return { send: (command) => session.send(command), close: async () => {} };
};
