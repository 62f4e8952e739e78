// One step of an exported run here and in PyTorch 1.13 under torchrun with two processes: fixtures/tiny holds both sides.
import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { cpuEngineFile } from '../../../scripts/lib/cpu_engine.mjs';
import { fixtureFile, fixtureRun, metadataOf } from '../../../scripts/lib/exported_fixture.ts';
import { CpuModel } from '../../cpu/cpu_model.ts';
import { CpuDevice } from '../../cpu/device.ts';
import { localShard } from '../../cpu/shard.ts';
import { namedTensors } from '../../formats/hugging_face/named_tensors.ts';
import { readSafetensors } from '../../formats/safetensors.ts';
import type { ModelConfig } from '../../model/config.ts';
import type { LanguageModel } from '../../model/language_model.ts';
import type { Parameters } from '../../model/parameters.ts';
import { ReferenceModel } from '../../model/reference_model.ts';
import { stepAfter } from './step_after.ts';

const SAME = 1e-6;
type Create = (config: ModelConfig, parameters: Parameters) => LanguageModel;

/** Largest difference of the parameters, those that are biases of keys left out, and how far the step has moved them. */
async function differences(create: Create, direction: 1 | -1 = 1) {
  const run = await fixtureRun(direction);
  const { config, parameters } = run.start;
  const model = create(config, parameters);
  const after = await stepAfter(run, model);
  model.dispose();
  const theirs = readSafetensors(fixtureFile('torch_after.safetensors'));
  const before = namedTensors(config, parameters.values);
  let [difference, moved] = [0, 0];
  for (const [name, { values }] of namedTensors(config, after.parameters)) {
    const keys = name.endsWith('c_attn.bias') ? [config.width, 2 * config.width] : [0, 0];
    values.forEach((value, i) => {
      if (i >= keys[0] && i < keys[1]) return;
      difference = Math.max(difference, Math.abs(value - theirs.get(name)!.values[i]));
      moved = Math.max(moved, Math.abs(value - before.get(name)!.values[i]));
    });
  }
  return { ...after, difference, moved, theirs: metadataOf(fixtureFile('torch_after.safetensors')) };
}

function checkStep(create: Create) {
  it('has the loss, the gradient norm and the parameters of PyTorch', async () => {
    const { loss, gradientNorm, difference, moved, theirs, groups } = await differences(create);
    expect(groups.join()).toBe(theirs.groups);
    expect(Math.abs(loss - Number(theirs.loss))).toBeLessThan(SAME);
    expect(Math.abs(gradientNorm - Number(theirs.gradient_norm))).toBeLessThan(SAME);
    expect(difference).toBeLessThan(SAME);
    expect(moved).toBeGreaterThan(1e-3);
  });

  it('has other parameters where the first moment has the wrong sign, and the same loss and norm', async () => {
    const { loss, gradientNorm, difference, theirs } = await differences(create, -1);
    expect(Math.abs(loss - Number(theirs.loss))).toBeLessThan(SAME);
    expect(Math.abs(gradientNorm - Number(theirs.gradient_norm))).toBeLessThan(SAME);
    expect(difference).toBeGreaterThan(1e-3);
  });
}

describe('the reference', async () => {
  await tf.setBackend('cpu');
  checkStep((...model) => new ReferenceModel(...model));
});

describe('the CPU engine', () => {
  const module = new WebAssembly.Module(readFileSync(cpuEngineFile));
  const device = new CpuDevice(module, () => localShard(module), 2, 0);
  checkStep((...model) => new CpuModel(device, ...model, true));
});
