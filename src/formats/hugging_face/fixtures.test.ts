// The reference in TensorFlow.js and the CPU engine beside the Python libraries.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cpuEngineFile } from '../../../scripts/lib/cpu_engine.mjs';
import { root } from '../../../scripts/lib/install.mjs';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { CpuModel } from '../../cpu/cpu_model.ts';
import { CpuDevice } from '../../cpu/device.ts';
import { localShard } from '../../cpu/shard.ts';
import { ReferenceModel } from '../../model/reference_model.ts';
import { checkFixtures } from './fixture_checks.ts';
import { checkFlatMemory } from './memory_checks.ts';

const read = async (path: string) => new Uint8Array(readFileSync(join(root, 'src/model/fixtures', path)));

describe('the reference', () => {
  checkFixtures(
    it,
    expect,
    async (...model) => {
      await tf.setBackend('cpu');
      return new ReferenceModel(...model);
    },
    read,
  );
});

describe('the CPU engine', () => {
  const module = new WebAssembly.Module(readFileSync(cpuEngineFile));
  const device = new CpuDevice(module, () => localShard(module), 2, 0);
  const create: Parameters<typeof checkFixtures>[2] = async (...model) => new CpuModel(device, ...model);
  checkFixtures(it, expect, create, read);
  checkFlatMemory(it, expect, create, read, () => ({ bytes: device.bytes }), 40);
});
