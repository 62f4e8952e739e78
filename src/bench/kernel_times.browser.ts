import { afterEach, expect, it } from 'vitest';
import { EngineModel } from '../engine/engine_model.ts';
import { callsOf, countGpuCalls } from '../engine/gpu_calls.ts';
import { expectNoGpuErrors, gpuOf } from '../engine/test_device.ts';
import { kernelTimes } from './kernel_times.ts';
import { ADAM, problemOf, SHAPES } from './shapes.ts';

afterEach(expectNoGpuErrors);

const gpu = gpuOf({}, { submitMs: Number.POSITIVE_INFINITY }); // a slow machine would split the submits
const shape = { ...SHAPES.tiny[0], length: 12 };

it('times every dispatch of a step, and leaves the device as it was', async () => {
  countGpuCalls();
  const { config, parameters, batch, coefficients } = problemOf(shape);
  const model = await EngineModel.create(gpu, config, parameters, true);
  const step = async () => {
    const logProbs = await model.logProbs(batch);
    await model.backward(coefficients);
    await model.step(ADAM);
    return logProbs;
  };
  const first = await step();
  const alone = await callsOf(step);
  expect(alone.dispatches).toBeGreaterThan(20);

  const { kernels, repeats } = await kernelTimes(gpu, shape, 2);
  expect(repeats).toBe(2);
  expect(kernels.reduce((sum, { dispatches }) => sum + dispatches, 0)).toBe(alone.dispatches);
  expect(kernels.reduce((sum, { ms }) => sum + ms, 0)).toBeGreaterThan(0);
  expect(kernels.map(({ ms }) => ms)).toEqual(kernels.map(({ ms }) => ms).toSorted((a, b) => b - a));
  for (const { kernel, workgroups } of kernels) {
    expect(kernel).not.toBe('');
    expect(Math.min(...workgroups)).toBeGreaterThan(0);
  }
  const again = await callsOf(step);
  expect(again).toEqual(alone);
  model.restore(parameters);
  expect(await model.logProbs(batch)).toEqual(first);
  model.dispose();
});
