// The engine on a real WebGPU device: the checks every model passes, under every tuning that this adapter can run.
import { afterEach, describe, expect, it } from 'vitest';
import { checkMask } from '../model/mask_checks.ts';
import {
  adamw,
  type CreateModel,
  checkBatch,
  checkConfig,
  checkModel,
  roughParameters,
} from '../model/model_checks.ts';
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
};

for (const [name, tuning] of Object.entries(tunings)) {
  const missing = tuning.subgroups && !opened.device.features.has('subgroups');
  describe.skipIf(missing)(`engine model, ${name}`, () => {
    const gpu = new Gpu(opened.device, tuning, true);
    afterEach(() => {
      expect(errors).toEqual([]);
    });
    const create: CreateModel = (...model) => EngineModel.create(gpu, ...model);
    checkModel(it, expect, create);
    checkMask(it, expect, create);
  });
}

// SwiftShader has no shader-f16; this runs where an adapter does.
describe.skipIf(!opened.device.features.has('shader-f16'))('engine model, f16 storage', () => {
  it('agrees with f32 storage to the 11 bits that are kept, and its gradient points the same way', async () => {
    const both = (['f32', 'f16'] as const).map(async (storage) => {
      const gpu = new Gpu(opened.device, { ...software, storage }, true);
      const model = await EngineModel.create(gpu, checkConfig, roughParameters(checkConfig));
      const logProbs = await model.logProbs(checkBatch);
      await model.backward(Float32Array.from(checkBatch.scored));
      const gradient = await model.gradientValues();
      await model.step(adamw);
      const { values } = await model.snapshot();
      model.dispose();
      return { logProbs, gradient, values };
    });
    const [full, half] = await Promise.all(both);
    half.logProbs.forEach((value, i) => {
      expect(Math.abs(value - full.logProbs[i])).toBeLessThan(0.05);
    });
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, v, i) => sum + v * b[i], 0);
    const norm = (a: Float32Array) => Math.sqrt(dot(a, a));
    expect(dot(full.gradient, half.gradient) / norm(full.gradient) / norm(half.gradient)).toBeGreaterThan(
      0.999,
    );
    expect(half.values.every(Number.isFinite)).toBe(true);
    expect(errors).toEqual([]);
  });
});
