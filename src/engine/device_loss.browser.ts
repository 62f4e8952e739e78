// A device that is lost: whoever waits for it hears of it, and a fresh one goes on from what was saved, to the bit.
import { expect, it } from 'vitest';
import { adamw, checkBatch, checkConfig, roughParameters } from '../model/checked_case.ts';
import { openDevice } from './device.ts';
import { EngineModel } from './engine_model.ts';
import { Gpu } from './gpu.ts';
import { gpuOf } from './test_device.ts';

const { tuning } = gpuOf();

/** On a device of its own, since it is going to be lost. */
async function open() {
  const { device, software } = await openDevice(navigator.gpu, true);
  const model = await EngineModel.create(
    new Gpu(device, tuning, software),
    checkConfig,
    roughParameters(checkConfig),
  );
  return { device, model };
}

async function step(model: EngineModel) {
  await model.logProbs(checkBatch);
  await model.backward(Float32Array.from(checkBatch.scored));
  return model.step(adamw);
}

it('refuses work on a device that is lost, and takes the same step on a fresh one', async () => {
  const first = await open();
  await step(first.model);
  const [parameters, moments] = [await first.model.snapshot(), await first.model.saveOptimiser()];
  await step(first.model);
  const expected = await first.model.snapshot();
  const underWay = first.model.logProbs(checkBatch);
  first.device.destroy();
  await expect(underWay).rejects.toThrow();
  expect((await first.device.lost).reason).toBe('destroyed');
  await expect(first.model.snapshot()).rejects.toThrow();

  const second = await open();
  second.model.restore(parameters);
  second.model.loadOptimiser(moments);
  expect((await step(second.model)).applied).toBe(true);
  expect(await second.model.snapshot()).toEqual(expected);
  second.device.destroy();
});
