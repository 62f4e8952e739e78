// Runs on a real WebGPU device: the checks that every model passes, and one training run of the reference on CPU, WASM and WebGPU. Error
// scopes surround all work, because an invalid shader leaves old bytes behind and raises nothing.
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adamw, type CreateModel, checkBatch, checkConfig, roughParameters } from '../model/checked_case.ts';
import { checkMask } from '../model/mask_checks.ts';
import { checkModel } from '../model/model_checks.ts';
import { ReferenceModel } from '../model/reference_model.ts';
import { Stream } from '../random/stream.ts';
import type { ActiveBackend } from '../session/backend.ts';
import type { BackendName } from '../session/protocol.ts';
import { browserBackends } from './browser_backends.ts';

const active = new Map<BackendName, ActiveBackend>();
const device = () => (tf.backend() as unknown as { device: GPUDevice }).device;
const errors: string[] = [];
async function use(name: BackendName): Promise<void> {
  if (active.has(name)) await tf.setBackend(name.replace('tfjs-', ''));
  else {
    active.set(name, await browserBackends().activate(name));
    if (name === 'tfjs-webgpu')
      device().addEventListener('uncapturederror', ({ error }) => errors.push(error.message));
  }
  // Otherwise tfjs computes tiny tensors on the CPU, and the kernels never run.
  if (name === 'tfjs-webgpu') tf.env().set('WEBGPU_CPU_FORWARD', false);
}

let tensorsBefore = 0;

beforeEach(async () => {
  await use('tfjs-webgpu');
  tensorsBefore = tf.memory().numTensors;
});

afterEach(async () => {
  expect(errors).toEqual([]);
  expect(tf.memory().numTensors - tensorsBefore, 'tensors left behind').toBe(0);
});

describe('reference model on WebGPU', () => {
  it('runs on a device, which it names', () => {
    expect(active.get('tfjs-webgpu')?.info.label).toMatch(/^TensorFlow.js · WebGPU · /);
  });

  const create: CreateModel = async (...model) => {
    await use('tfjs-webgpu');
    return new ReferenceModel(...model);
  };
  checkModel(it, expect, create);
  checkMask(it, expect, create);

  it('notices an invalid shader: the control of the error scopes', async () => {
    device().pushErrorScope('validation');
    device().createShaderModule({ code: 'this is not WGSL' });
    expect(await device().popErrorScope()).not.toBeNull();
  });
});

/**
 * Five AdamW steps with seeded coefficients: log-probs before each step, and the final parameters. Parameters cannot be
 * compared across backends: a key bias has zero gradient up to rounding, which Adam scales to full steps.
 */
async function trajectory(name: BackendName) {
  await use(name);
  const model = new ReferenceModel(checkConfig, roughParameters(checkConfig));
  const noise = Stream.fromSeed(21);
  const logProbs: number[][] = [];
  for (let step = 0; step < 5; step++) {
    logProbs.push([...(await model.logProbs(checkBatch))]);
    await model.backward(Float32Array.from(checkBatch.scored, (s) => s * noise.normal()));
    await model.step(adamw);
  }
  const values = [...(await model.snapshot()).values];
  model.dispose();
  return { logProbs, values };
}

const known = new Map<BackendName, ReturnType<typeof trajectory>>();
/** The first of its backend, which tests share. */
function firstTrajectory(name: BackendName) {
  if (!known.has(name)) known.set(name, trajectory(name));
  return known.get(name)!;
}

const largestGap = (a: number[], b: number[]) =>
  a.reduce((max, value, i) => Math.max(max, Math.abs(value - b[i])), 0);

describe('agreement of backends', () => {
  it('CPU, WASM and WebGPU agree on log-probs to 1e-4 and on a five-step trajectory to 1e-3', async () => {
    const onCpu = await trajectory('tfjs-cpu');
    for (const name of ['tfjs-wasm', 'tfjs-webgpu'] as const) {
      const { logProbs } = await firstTrajectory(name);
      expect(largestGap(logProbs[0], onCpu.logProbs[0]), `${name}: first log-probs`).toBeLessThan(1e-4);
      expect(largestGap(logProbs.flat(), onCpu.logProbs.flat()), `${name}: log-probs`).toBeLessThan(1e-3);
    }
  });

  it('the same seed gives the same run on one backend, bit by bit', async () => {
    const first = await firstTrajectory('tfjs-webgpu');
    expect(await trajectory('tfjs-webgpu')).toEqual(first);
  });
});
