// A run on WebGPU goes on from a checkpoint to the bit, too.
import { afterEach, describe, expect, it } from 'vitest';
import { EngineModel } from '../engine/engine_model.ts';
import { expectNoGpuErrors, gpuOf } from '../engine/test_device.ts';
import type { ActiveBackend } from './backend.ts';
import { checkContinuedRun, shortRun } from './continued_run_checks.ts';

afterEach(expectNoGpuErrors);

const gpu = gpuOf();
const backend: ActiveBackend = {
  info: { name: 'webgpu', label: 'WebGPU' },
  memory: () => ({ tensors: 0, deviceBytes: 0, peakDeviceBytes: 0 }),
  failed: new Promise(() => {}),
  createModel: (config, parameters, trainable) => EngineModel.create(gpu, config, parameters, trainable),
  parametersOnHost: false,
  release() {},
};

describe('a run on WebGPU that is left ten times ends to the bit as it would have', () => {
  it.each(['brain', 'ppo', 'gdc'] as const)('%s', async (method) => {
    const config = shortRun('strings', method, { evaluationInterval: 4 });
    await checkContinuedRun(expect, { config, backend, seed: 2, leftBefore: ['weigh'] });
  });
});
