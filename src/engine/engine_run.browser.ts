// Whole runs of the engine on a real WebGPU device. It follows the reference and repeats itself bit by bit. It keeps its
// budget of dispatches and leaves memory flat. It draws from the right distribution and fills the estimated memory.

import { setBackend } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { tokenBatch } from '../model/batch.ts';
import { adamw, roughParameters } from '../model/checked_case.ts';
import type { ModelConfig } from '../model/config.ts';
import { ReferenceModel } from '../model/reference_model.ts';
import { Stream } from '../random/stream.ts';
import { EngineModel } from './engine_model.ts';
import { callsOf, countGpuCalls } from './gpu_calls.ts';
import { estimateMemory } from './memory.ts';
import { expectNoGpuErrors, gpuOf } from './test_device.ts';
import { range } from './wgsl.ts';
import '@tensorflow/tfjs-backend-cpu';

const gpu = gpuOf();
afterEach(expectNoGpuErrors);

const config: ModelConfig = { vocabSize: 19, contextLength: 14, width: 20, layers: 2, heads: 2 };
const EOS = 1;
const noise = Stream.fromSeed(31);
const rows = Array.from({ length: 8 }, () => ({
  prompt: Array.from({ length: 1 + noise.integer(6) }, () => 2 + noise.integer(17)),
  completion: [...Array.from({ length: noise.integer(6) }, () => 2 + noise.integer(17)), EOS],
}));
const batch = tokenBatch(rows, 14, 7, 0);
const coefficients = Float32Array.from(batch.scored, (s) => s / rows.length);
const settings = { ...adamw, learningRate: 2e-3 };

/** The product's step: the host has the log-probs before it gives the coefficients. */
async function trainingStep(model: EngineModel | ReferenceModel, given = { batch, coefficients, settings }) {
  const logProbs = await model.logProbs(given.batch);
  await model.backward(given.coefficients);
  const report = await model.step(given.settings);
  return { logProbs, report };
}

async function losses(model: EngineModel | ReferenceModel, steps: number): Promise<number[]> {
  const result: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { logProbs, report } = await trainingStep(model);
    result.push(-logProbs.reduce((sum, logProb, i) => sum + coefficients[i] * logProb, 0));
    expect(report.applied).toBe(true);
  }
  return result;
}

describe('a run of the engine', () => {
  it('follows the reference for 50 steps to 1e-3 in loss', async () => {
    await setBackend('cpu');
    const engine = await EngineModel.create(gpu, config, roughParameters(config));
    const reference = new ReferenceModel(config, roughParameters(config));
    const [got, expected] = [await losses(engine, 50), await losses(reference, 50)];
    engine.dispose();
    reference.dispose();
    expect(got[49]).toBeLessThan(0.8 * got[0]);
    got.forEach((loss, step) => {
      expect(Math.abs(loss - expected[step]), `step ${step}`).toBeLessThan(1e-3);
    });
  });

  it('repeats itself bit by bit, in its parameters and in what it draws', async () => {
    const run = async () => {
      const model = await EngineModel.create(gpu, config, roughParameters(config));
      await losses(model, 4);
      const request = { prompts: [[2, 3]], samplesPerPrompt: 9, maxNewTokens: 7, temperature: 1, eos: EOS };
      const drawn = await model.generate({ ...request, seed: 3, round: 1, promptKeys: [5] });
      const { values } = await model.snapshot();
      model.dispose();
      return { values, drawn };
    };
    const once = await run();
    expect(once.values).not.toEqual(roughParameters(config).values);
    expect(await run()).toEqual(once);
  });

  it('accumulates the gradients of two batches', async () => {
    const model = await EngineModel.create(gpu, config, roughParameters(config));
    const half = tokenBatch(rows.slice(0, 5), 14, 7, 0);
    const gradientOf = async (...batches: (typeof batch)[]) => {
      for (const each of batches) {
        await model.logProbs(each);
        await model.backward(Float32Array.from(each.scored));
      }
      const gradient = await model.gradientValues();
      const before = await model.snapshot();
      await model.step(settings);
      model.restore(before);
      return gradient;
    };
    const [first, second, both] = [
      await gradientOf(batch),
      await gradientOf(half),
      await gradientOf(batch, half),
    ];
    model.dispose();
    both.forEach((g, i) => {
      expect(Math.abs(g - first[i] - second[i])).toBeLessThan(1e-4 * Math.max(1, Math.abs(g)));
    });
  });

  it('keeps its budget: 9L + 8, 18L + 12 and 4 dispatches, a pass and a submit each, two read-backs; 7L + 4 dispatches a token', async () => {
    countGpuCalls();
    const { layers } = config;
    const model = await EngineModel.create(
      gpuOf({ decoding: 'dispatches' }, { submitMs: Number.POSITIVE_INFINITY }),
      config,
      roughParameters(config),
    );
    await trainingStep(model);
    const forward = await callsOf(() => model.logProbs(batch));
    const backward = await callsOf(() => model.backward(coefficients));
    const update = await callsOf(() => model.step(settings));
    expect(forward.dispatches).toBeLessThanOrEqual(9 * layers + 8);
    expect(backward.dispatches).toBeLessThanOrEqual(18 * layers + 12);
    expect(update.dispatches).toBeLessThanOrEqual(4);
    expect(await callsOf(() => trainingStep(model))).toEqual({
      dispatches: forward.dispatches + backward.dispatches + update.dispatches,
      passes: 3,
      submits: 3,
      readBacks: 2,
    });
    const written = async (maxNewTokens: number) =>
      callsOf(() =>
        model.generate({
          prompts: [[2, 3]],
          samplesPerPrompt: 4,
          maxNewTokens,
          temperature: 1,
          eos: config.vocabSize,
          seed: 1,
          round: 0,
          promptKeys: [0],
        }),
      );
    const [few, many] = [await written(2), await written(7)];
    model.dispose();
    expect((many.dispatches - few.dispatches) / 5).toBe(7 * layers + 4);
    expect(many.passes).toBe(1);
  });

  it('packs a shared prompt once, with the log-probs and the gradient of rows on their own', async () => {
    const model = await EngineModel.create(gpu, config, roughParameters(config));
    const prompts = [[2, 3, 4, 5], [6], [7, 8]];
    const grouped = prompts.flatMap((prompt, p) =>
      range(3).map((r) => ({ prompt, completion: [...range(r + p).map((i) => 9 + i), EOS] })),
    );
    const shared = tokenBatch(grouped, 14, 7, 0);
    const logProbs = await model.logProbs(shared);
    await model.backward(Float32Array.from(shared.scored));
    const together = await model.gradientValues();
    await model.step({ ...settings, learningRate: 0 }); // clears the gradient
    for (const [b, row] of grouped.entries()) {
      const alone = tokenBatch([row], 14, 7, 0);
      (await model.logProbs(alone)).forEach((logProb, t) => {
        expect(Math.abs(logProb - logProbs[b * 14 + t])).toBeLessThan(1e-5);
      });
      await model.backward(Float32Array.from(alone.scored));
    }
    const apart = await model.gradientValues();
    model.dispose();
    const largest = apart.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
    expect(largest).toBeGreaterThan(0.1);
    apart.forEach((g, i) => {
      expect(Math.abs(g - together[i])).toBeLessThan(1e-5 * largest);
    });
  });

  it('gives the same bits in many submits', async () => {
    const run = async (submitMs: number) => {
      const model = await EngineModel.create(gpuOf({}, { submitMs }), config, roughParameters(config));
      const calls = await callsOf(() => losses(model, 3));
      const { values } = await model.snapshot();
      model.dispose();
      return { values, submits: calls.submits };
    };
    const [whole, split] = [await run(Number.POSITIVE_INFINITY), await run(1e-9)];
    expect(split.submits).toBeGreaterThan(3 * whole.submits);
    expect(split.values).toEqual(whole.values);
  });

  it('leaves every allocation flat', async () => {
    const model = await EngineModel.create(gpu, config, roughParameters(config));
    const small = tokenBatch(rows.slice(0, 2), 14, 7, 0);
    const given = { batch: small, coefficients: Float32Array.from(small.scored), settings };
    for (let step = 0; step < 10; step++) await trainingStep(model, given);
    const before = { ...gpu.memory, buffers: gpu.bufferCount };
    const still = { ...given, settings: { ...settings, learningRate: 0 } };
    for (let step = 0; step < 100; step++) await trainingStep(model, still);
    expect({ ...gpu.memory, buffers: gpu.bufferCount }).toEqual(before);
    model.dispose();
  });

  it('gives everything back', async () => {
    const before = gpu.memory.bytes;
    const model = await EngineModel.create(gpu, config, roughParameters(config));
    await losses(model, 1);
    await model.distributions(batch);
    model.dispose();
    // Read-back buffers stay for the next model.
    expect(gpu.memory.bytes - before).toBeLessThan(64_000);
  });

  it('refuses another model to adopt, an unknown reference, and training of a frozen one', async () => {
    const model = await EngineModel.create(gpu, config, roughParameters(config), false);
    const smaller = await EngineModel.create(
      gpu,
      { ...config, layers: 1 },
      roughParameters({ ...config, layers: 1 }),
    );
    await expect(model.adopt(smaller)).rejects.toThrow('invalid model to adopt');
    await expect(model.step(settings)).rejects.toThrow('step on a frozen model');
    await expect(model.backward(coefficients)).rejects.toThrow('backward without logProbs');
    await expect(model.divergence(batch, {} as EngineModel)).rejects.toThrow('invalid reference');
    model.dispose();
    smaller.dispose();
  });

  it('takes over the parameters of another model where they are', async () => {
    const [taker, giver] = [
      await EngineModel.create(gpu, config, roughParameters(config, 3), false),
      await EngineModel.create(gpu, config, roughParameters(config, 4), false),
    ];
    await taker.adopt(giver);
    expect(await taker.snapshot()).toEqual(await giver.snapshot());
    taker.dispose();
    giver.dispose();
  });
});

describe('a kernel that does not compile here', () => {
  it("is named with the compiler's words, and is no error of the device", async () => {
    const broken = {
      name: 'broken',
      bindings: { x: 'write f32' },
      workgroup: [1, 1],
      body: 'x[0] = nonsense;',
    } as const;
    await expect(gpu.compile([broken])).rejects.toThrow(
      /The kernel "broken" does not compile here: line \d+: .*nonsense/,
    );
  });
});

describe('the tokens it draws', () => {
  it('follow the distribution it states: chi-square over 8,000 draws, 99.9 % quantile', async () => {
    const model = await EngineModel.create(gpu, config, roughParameters(config), false);
    const draws = 8000;
    const drawn = await model.generate({
      prompts: [[4, 9, 2]],
      samplesPerPrompt: draws,
      maxNewTokens: 1,
      temperature: 1,
      eos: EOS,
      seed: 8,
      round: 0,
      promptKeys: [1],
    });
    const row = tokenBatch([{ prompt: [4, 9, 2], completion: [5] }], 14, 7, 0);
    const expected = (await model.distributions(row)).subarray(0, config.vocabSize);
    model.dispose();
    const counts = new Array<number>(config.vocabSize).fill(0);
    for (const { tokens } of drawn) counts[tokens[0]]++;
    const chi2 = counts.reduce((sum, count, v) => {
      const mean = draws * Math.exp(expected[v]);
      return sum + (count - mean) ** 2 / mean;
    }, 0);
    expect(chi2).toBeLessThan(42.31); // 18 degrees of freedom
  });
});

describe('the memory estimate', () => {
  it('is what policy, prior and proposal then hold, to 5 % (read-back buffers come on top)', async () => {
    const fresh = gpuOf();
    const shapes = {
      scoringModels: 3,
      training: { rows: rows.length, length: 14, window: 7 },
      scoring: { rows: rows.length, length: 14, window: 7 },
      generation: { prompts: 3, rows: 24, newTokens: 7 },
    };
    const models = await Promise.all(
      [true, false, false].map((trainable) =>
        EngineModel.create(fresh, config, roughParameters(config), trainable),
      ),
    );
    const [policy, prior, proposal] = models;
    const request = {
      prompts: [[2], [3, 4], [5]],
      samplesPerPrompt: 8,
      maxNewTokens: 7,
      temperature: 1,
      eos: EOS,
    };
    for (const model of [policy, proposal])
      await model.generate({ ...request, seed: 1, round: 0, promptKeys: [0, 1, 2] });
    await policy.logProbs(batch);
    for (const model of models) await model.distributions(batch);
    await policy.divergence(batch, prior);
    const { total, largest } = estimateMemory(config, shapes, fresh);
    const { bytes } = fresh.memory;
    for (const model of models) model.dispose();
    expect(Math.abs(total - bytes) / bytes).toBeLessThan(0.05);
    expect(largest.bytes).toBeGreaterThan(0);
  });
});
