// The engine on a real WebGPU device: the checks every model passes, under every tuning that this adapter can run.

import { afterEach, describe, expect, it } from 'vitest';
import { adamw, type CreateModel, checkBatch, checkConfig, roughParameters } from '../model/checked_case.ts';
import { checkMask } from '../model/mask_checks.ts';
import { checkModel } from '../model/model_checks.ts';
import { EngineModel } from './engine_model.ts';
import { devices, expectNoGpuErrors, gpuOf, halfTunings } from './test_device.ts';

afterEach(expectNoGpuErrors);

describe.each(devices)('engine model, $name', ({ gpu }) => {
  const create: CreateModel = (...model) => EngineModel.create(gpu, ...model);
  checkModel(it, expect, create);
  checkMask(it, expect, create);
});

// SwiftShader has no shader-f16; this runs where an adapter does.
describe.skipIf(halfTunings.length === 0)('engine model, f16 storage', () => {
  it.each(halfTunings)(
    'agrees with f32 storage to the 11 bits that are kept, and its gradient points the same way: $matmul',
    async (tuning) => {
      const both = [{}, tuning].map(async (each) => {
        const model = await EngineModel.create(gpuOf(each), checkConfig, roughParameters(checkConfig));
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
    },
  );
});
