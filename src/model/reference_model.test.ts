import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { afterEach, describe, expect, it } from 'vitest';
import { checkArchitectures } from './architecture_checks.ts';
import type { CreateModel } from './checked_case.ts';
import { checkMask } from './mask_checks.ts';
import { checkModel } from './model_checks.ts';
import { ReferenceModel } from './reference_model.ts';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

setWasmPaths(
  `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`,
);

afterEach(() => {
  expect(tf.memory().numTensors, 'tensors left behind').toBe(0);
});

for (const backend of ['cpu', 'wasm']) {
  describe(`reference model on ${backend}`, () => {
    const create: CreateModel = async (...model) => {
      await tf.setBackend(backend);
      return new ReferenceModel(...model);
    };
    checkModel(it, expect, create);
    checkMask(it, expect, create);
    checkArchitectures(it, expect, create);
  });
}
