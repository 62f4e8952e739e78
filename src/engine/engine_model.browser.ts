// The engine on a real WebGPU device: the checks every model passes, under every tuning that this adapter can run.
import { afterEach, describe, expect, it } from 'vitest';
import { checkModel } from '../model/model_checks.ts';
import { openDevice } from './device.ts';
import { EngineModel } from './engine_model.ts';
import { Gpu } from './gpu.ts';
import type { Tuning } from './wgsl.ts';

const opened = await openDevice(navigator.gpu, true);
const errors: string[] = [];
opened.device.addEventListener('uncapturederror', ({ error }) => errors.push(error.message));

const software: Tuning = { lanes: 1, matmul: 'registers', subgroups: false, storage: 'f32' };
const tunings: Readonly<Record<string, Tuning>> = {
  'barrier-free': software,
  tiled: { ...software, lanes: 64, matmul: 'tiled' },
  'tiled, subgroups': { lanes: 64, matmul: 'tiled', subgroups: true, storage: 'f32' },
  'barrier-free, f16 storage': { ...software, storage: 'f16' },
};

for (const [name, tuning] of Object.entries(tunings)) {
  const missing =
    (tuning.subgroups && !opened.device.features.has('subgroups')) ||
    (tuning.storage === 'f16' && !opened.device.features.has('shader-f16'));
  describe.skipIf(missing)(`engine model, ${name}`, () => {
    const gpu = new Gpu(opened.device, tuning, true);
    afterEach(() => {
      expect(errors).toEqual([]);
    });
    checkModel(it, expect, (...model) => EngineModel.create(gpu, ...model));
  });
}
