// Adapters on a real WebGPU device: one frozen base for all models of a run, and only adapters trained, copied and kept.
import { setBackend } from '@tensorflow/tfjs-core';
import { afterEach, expect, it } from 'vitest';
import { frozenConfig } from '../model/adapters.ts';
import { architectureCases } from '../model/architecture_cases.ts';
import { adamw, checkBatch, EOS, roughParameters } from '../model/checked_case.ts';
import type { ModelConfig } from '../model/config.ts';
import { parameterCount } from '../model/parameters.ts';
import { ReferenceModel } from '../model/reference_model.ts';
import { EngineModel } from './engine_model.ts';
import { estimateMemory } from './memory.ts';
import { expectNoGpuErrors, gpuOf, halfTunings } from './test_device.ts';
import '@tensorflow/tfjs-backend-cpu';

afterEach(expectNoGpuErrors);

const gptNeo = architectureCases['adapters on every matrix of GPT-Neo'];
const llama: ModelConfig = { ...architectureCases['adapters and a value head on Llama'], valueHead: false };
const coefficients = Float32Array.from(checkBatch.scored, (s, i) => s * Math.sin(i));
const request = {
  prompts: [[2, 3, 4], [7]],
  samplesPerPrompt: 3,
  maxNewTokens: 4,
  temperature: 1,
  eos: EOS,
  seed: 4,
  round: 2,
  promptKeys: [0, 1],
};

it('changes no bit of the base without a B, and gives A no gradient', async () => {
  for (const config of [gptNeo, llama]) {
    const gpu = gpuOf();
    const { frozen, views, values } = roughParameters(config);
    const without = values.slice();
    for (const { name, offset, size } of views)
      if (name.endsWith('lora_B.weight')) without.fill(0, offset, offset + size);
    const adapted = await EngineModel.create(gpu, config, { views, values: without, frozen });
    const base = await EngineModel.create(gpu, frozenConfig(config), frozen!, false);
    expect(await adapted.logProbs(checkBatch)).toEqual(await base.logProbs(checkBatch));
    expect(await adapted.generate(request)).toEqual(await base.generate(request));
    await adapted.logProbs(checkBatch);
    await adapted.backward(coefficients);
    const gradient = await adapted.gradientValues();
    for (const { name, offset, size } of views) {
      const moves = gradient.subarray(offset, offset + size).some((g) => g !== 0);
      expect(moves, name).toBe(name.endsWith('lora_B.weight'));
    }
    adapted.dispose();
    base.dispose();
  }
});

it('holds one base for policy, prior and proposal, and frees it with the last of them', async () => {
  const gpu = gpuOf();
  const config = { ...gptNeo, vocabSize: 2000 };
  const { frozen, ...own } = roughParameters(config);
  const floats = parameterCount(config);
  const baseBytes = 4 * parameterCount(frozenConfig(config));
  const create = (trainable: boolean) => EngineModel.create(gpu, config, { ...own, frozen }, trainable);
  const models = [await create(true), await create(false), await create(false)];
  const [policy, prior, proposal] = models;
  const { bytes } = gpu.memory;
  expect(bytes).toBeGreaterThan(baseBytes + 6 * 4 * floats);
  expect(bytes).toBeLessThan(baseBytes + 6 * 4 * floats + 16_000);
  await policy.logProbs(checkBatch);
  await policy.backward(coefficients);
  await policy.step(adamw);
  await proposal.adopt(policy);
  const trained = await policy.snapshot();
  expect(trained.values).toHaveLength(floats);
  expect(trained.frozen).toBe(frozen);
  expect(await proposal.snapshot()).toEqual(trained);
  expect((await policy.saveOptimiser()).first).toHaveLength(floats);
  expect(await proposal.logProbs(checkBatch)).toEqual(await policy.logProbs(checkBatch));
  expect(await prior.logProbs(checkBatch)).not.toEqual(await policy.logProbs(checkBatch));
  policy.dispose();
  prior.dispose();
  // The base is still there for the last one.
  expect(await proposal.logProbs(checkBatch)).toHaveLength(checkBatch.scored.length);
  proposal.dispose();
  expect(gpu.memory.bytes).toBeLessThan(baseBytes); // read-back buffers stay
  await expect(EngineModel.create(gpu, config, own)).rejects.toThrow('no frozen weights');
});

it('follows the reference for 12 steps, in one submit as in three', async () => {
  await setBackend('cpu');
  const settings = { ...adamw, learningRate: 0.01 };
  const rowOf = Array.from(checkBatch.scored, (_, i) => Math.floor(i / checkBatch.length));
  const weights = [1, -0.5, 0.7];
  const ofRows = Float32Array.from(checkBatch.scored, (s, i) => (s * weights[rowOf[i]]) / 3);
  const rule = {
    formula: 'weight',
    groups: weights.map((weight) => ({ rows: 1, figures: { weight: [weight] } })),
    reduction: 'sum',
  } as const;
  for (const config of [gptNeo, llama]) {
    const parameters = roughParameters(config);
    const [engine, sent] = [
      await EngineModel.create(gpuOf(), config, parameters),
      await EngineModel.create(gpuOf(), config, parameters),
    ];
    const reference = new ReferenceModel(config, parameters);
    const objective = (logProbs: Float32Array) => logProbs.reduce((sum, l, i) => sum + l * ofRows[i], 0);
    const taken: number[] = [];
    for (let step = 0; step < 12; step++) {
      const ofModel = async (model: EngineModel | ReferenceModel) => {
        const value = objective(await model.logProbs(checkBatch));
        await model.backward(ofRows);
        await model.step(settings);
        return value;
      };
      const { logProbs } = await (await sent.stepBy(checkBatch, rule, settings)).done;
      const expected = await ofModel(reference);
      taken.push(expected);
      expect(Math.abs((await ofModel(engine)) - expected)).toBeLessThan(1e-3);
      expect(Math.abs(objective(logProbs) - expected)).toBeLessThan(1e-3);
    }
    expect(taken.at(-1)! - taken[0]).toBeGreaterThan(0.1);
    for (const model of [engine, sent, reference]) model.dispose();
  }
});

it('is what the memory estimate says, to 5 % (read-back buffers come on top)', async () => {
  const config = { ...llama, vocabSize: 2000, width: 16 };
  const gpu = gpuOf();
  const shape = { rows: checkBatch.rows, length: checkBatch.length, window: checkBatch.window };
  const shapes = {
    scoringModels: 3,
    training: shape,
    scoring: shape,
    generation: { prompts: 2, rows: 6, newTokens: 4 },
  };
  const parameters = roughParameters(config);
  const models = await Promise.all(
    [true, false, false].map((trainable) => EngineModel.create(gpu, config, parameters, trainable)),
  );
  const [policy, prior, proposal] = models;
  for (const model of [policy, proposal]) await model.generate(request);
  await policy.logProbs(checkBatch);
  await policy.divergence(checkBatch, prior);
  await proposal.logProbs(checkBatch);
  const { total } = estimateMemory(config, shapes, gpu);
  const { bytes } = gpu.memory;
  for (const model of models) model.dispose();
  expect(Math.abs(total - bytes) / bytes).toBeLessThan(0.05);
});

// SwiftShader has no shader-f16; this runs where an adapter does.
it.each(halfTunings)('has a base of halves with f16 storage: $matmul', async (tuning) => {
  const parameters = roughParameters(llama);
  const both = [gpuOf(), gpuOf(tuning)].map(async (gpu) => {
    const model = await EngineModel.create(gpu, llama, parameters);
    const logProbs = await model.logProbs(checkBatch);
    await model.backward(coefficients);
    const gradient = await model.gradientValues();
    model.dispose();
    return { logProbs, gradient };
  });
  const [full, half] = await Promise.all(both);
  half.logProbs.forEach((value, i) => {
    expect(Math.abs(value - full.logProbs[i])).toBeLessThan(0.1);
  });
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, v, i) => sum + v * b[i], 0);
  const norm = (a: Float32Array) => Math.sqrt(dot(a, a));
  const cosine = dot(full.gradient, half.gradient) / norm(full.gradient) / norm(half.gradient);
  expect(cosine).toBeGreaterThan(0.995);
});
