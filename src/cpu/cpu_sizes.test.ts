// The CPU engine beside the reference at random sizes, and where something else begins: a vocabulary in parts, a wide
// model, a long context.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { cpuEngineFile } from '../../scripts/lib/cpu_engine.mjs';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { tokenBatch } from '../model/batch.ts';
import { adamw, roughParameters } from '../model/checked_case.ts';
import type { ModelConfig } from '../model/config.ts';
import type { LanguageModel, TokenBatch } from '../model/language_model.ts';
import { parameterViews } from '../model/parameters.ts';
import { ReferenceModel } from '../model/reference_model.ts';
import { slowLogProbs } from '../model/slow_transformer.ts';
import { Stream } from '../random/stream.ts';
import { CpuModel } from './cpu_model.ts';
import { CpuDevice } from './device.ts';
import { localShard } from './shard.ts';

const module = new WebAssembly.Module(readFileSync(cpuEngineFile));
const device = new CpuDevice(module, () => localShard(module), 1);

beforeAll(async () => {
  await nodeBackends.activate('tfjs-wasm');
});

/** Any head width, odd ones too, and groups that share a prompt. */
const sizes = fc
  .record({
    heads: fc.integer({ min: 1, max: 3 }),
    headWidth: fc.integer({ min: 1, max: 13 }),
    layers: fc.integer({ min: 1, max: 2 }),
    vocabSize: fc.integer({ min: 5, max: 40 }),
    seed: fc.nat(1000),
    groups: fc.integer({ min: 1, max: 3 }),
    samples: fc.integer({ min: 1, max: 5 }),
    valueHead: fc.boolean(),
    masked: fc.boolean(),
  })
  // A norm over a few columns that are nearly equal magnifies rounding, in the reference too.
  .filter(({ heads, headWidth }) => heads * headWidth >= 8);

function randomBatch(noise: Stream, vocabSize: number, groups: number, samples: number): TokenBatch {
  const tokens = (count: number) => Array.from({ length: count }, () => 2 + noise.integer(vocabSize - 2));
  const rows = Array.from({ length: groups }, () => tokens(1 + noise.integer(10))).flatMap((prompt) =>
    Array.from({ length: samples }, () => ({ prompt, completion: tokens(1 + noise.integer(6)) })),
  );
  return tokenBatch(rows, 16, 6, 0);
}

const largest = (values: Float32Array) => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
const gap = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);

describe('CPU engine', () => {
  it('has the log-probs, values and gradient of the reference at any size', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ({ heads, headWidth, layers, vocabSize, seed, ...drawn }) => {
        const allowed = drawn.masked
          ? [null, [2, 3, 4], Array.from({ length: vocabSize - 2 }, (_, v) => v + 2)]
          : undefined;
        const config: ModelConfig = {
          vocabSize,
          contextLength: 16,
          width: heads * headWidth,
          layers,
          heads,
          valueHead: drawn.valueHead,
          allowed: allowed && [null, ...new Array(15).fill(allowed[2])],
        };
        const noise = Stream.fromSeed(seed);
        const batch = randomBatch(noise, vocabSize, drawn.groups, drawn.samples);
        const parameters = roughParameters(config, seed);
        const reference = new ReferenceModel(config, parameters);
        const model = new CpuModel(device, config, parameters);
        const coefficients = Float32Array.from(batch.scored, (s) => s && noise.normal());
        const onValues = drawn.valueHead
          ? Float32Array.from(batch.scored, (s) => s && noise.normal())
          : undefined;
        const figures = async (of: LanguageModel & { gradientValues(): Promise<Float32Array> }) => {
          const logProbs = await of.logProbs(batch);
          const values = drawn.valueHead ? await of.valueEstimates() : new Float32Array(0);
          await of.backward(coefficients, onValues);
          return { logProbs, values, gradient: await of.gradientValues() };
        };
        const [expected, got] = [await figures(reference), await figures(model)];
        reference.dispose();
        model.dispose();
        expect(gap(got.logProbs, expected.logProbs)).toBeLessThan(
          2e-5 * Math.max(1, largest(expected.logProbs)),
        );
        expect(gap(got.values, expected.values)).toBeLessThan(2e-5 * Math.max(1, largest(expected.values)));
        expect(gap(got.gradient, expected.gradient)).toBeLessThan(1e-5 * largest(expected.gradient));
      }),
      { numRuns: 40 },
    );
  });

  it('follows the reference for 50 steps to 1e-3 in loss', async () => {
    const config: ModelConfig = { vocabSize: 19, contextLength: 16, width: 20, layers: 2, heads: 2 };
    const batch = randomBatch(Stream.fromSeed(31), 19, 8, 1);
    const coefficients = Float32Array.from(batch.scored, (s) => s / batch.rows);
    const losses = async (model: LanguageModel) => {
      const result: number[] = [];
      for (let step = 0; step < 50; step++) {
        const logProbs = await model.logProbs(batch);
        result.push(-logProbs.reduce((sum, logProb, i) => sum + coefficients[i] * logProb, 0));
        await model.backward(coefficients);
        await model.step({ ...adamw, learningRate: 2e-3 });
      }
      model.dispose();
      return result;
    };
    const got = await losses(new CpuModel(device, config, roughParameters(config)));
    const expected = await losses(new ReferenceModel(config, roughParameters(config)));
    expect(got[49]).toBeLessThan(0.8 * got[0]);
    got.forEach((loss, step) => {
      expect(Math.abs(loss - expected[step]), `step ${step}`).toBeLessThan(1e-3);
    });
  });

  it('draws the tokens of the reference', async () => {
    const config: ModelConfig = { vocabSize: 23, contextLength: 30, width: 24, layers: 2, heads: 3 };
    const parameters = roughParameters(config);
    const request = {
      prompts: [[2, 3, 4], [5], [6, 7, 8, 9, 10, 11, 12, 13, 14]],
      samplesPerPrompt: 70, // more than one set of rows
      maxNewTokens: 12,
      temperature: 0.8,
      eos: 1,
      seed: 4,
      round: 2,
      promptKeys: [0, 1, 2],
    };
    const expected = await new ReferenceModel(config, parameters, false).generate(request);
    const got = await new CpuModel(device, config, parameters, false).generate(request);
    got.forEach(({ tokens, logProbs }, r) => {
      expect(tokens).toEqual(expected[r].tokens);
      logProbs.forEach((value, j) => {
        expect(value).toBeCloseTo(expected[r].logProbs[j], 4);
      });
    });
  });

  it('takes a vocabulary of 50,257 through the head in parts', async () => {
    const config: ModelConfig = { vocabSize: 50_257, contextLength: 40, width: 4, layers: 1, heads: 1 };
    // Parts of 80 slots: the first row of three parts is compared, and the gradient of a norm with a difference.
    const rows = Array.from({ length: 3 }, (_, b) => ({
      prompt: [b],
      completion: Array.from({ length: 39 }, (_, t) => (b * 977 + t * 1013) % 50_257),
    }));
    const batch = tokenBatch([...rows, ...rows, ...rows, ...rows], 40, 39, 0);
    const parameters = roughParameters(config);
    const model = new CpuModel(device, config, parameters);
    const logProbs = await model.logProbs(batch);
    await model.backward(Float32Array.from(batch.scored, (s, i) => (i < 40 ? s : 0)));
    const gradient = await model.gradientValues();
    model.dispose();
    const { prompt, completion } = rows[0];
    const slowRow = (values: Float64Array) => {
      const lines = slowLogProbs(config, parameters.views, values, [...prompt, ...completion].slice(0, -1));
      return completion.map((token, t) => lines[t][token]);
    };
    const values = Float64Array.from(parameters.values);
    slowRow(values).forEach((expected, t) => {
      for (const b of [0, 3, 6, 9]) expect(logProbs[b * 40 + 1 + t]).toBeCloseTo(expected, 3);
    });
    const { offset } = parameters.views.find(({ name }) => name === 'ln_f.weight')!;
    const objective = (by: number) =>
      slowRow(values.map((v, i) => (i === offset ? v + by : v))).reduce((sum, logProb) => sum + logProb);
    const difference = (objective(1e-4) - objective(-1e-4)) / 2e-4;
    expect(Math.abs(gradient[offset] - difference)).toBeLessThan(2e-3 * Math.max(1, Math.abs(difference)));
  });

  it('is right at a width of 1,024 and at a context of 1,024', async () => {
    const wide: ModelConfig = { vocabSize: 7, contextLength: 4, width: 1024, layers: 1, heads: 16 };
    const long: ModelConfig = { vocabSize: 7, contextLength: 1024, width: 8, layers: 1, heads: 2 };
    for (const config of [wide, long]) {
      const stream = Stream.fromSeed(3);
      const noise = Float32Array.from(
        { length: 65_521 },
        () => (config === wide ? 0.02 : 0.3) * stream.normal(),
      );
      const views = parameterViews(config);
      const last = views[views.length - 1];
      const values = Float32Array.from(
        { length: last.offset + last.size },
        (_, i) => noise[i % noise.length],
      );
      for (const { name, offset, size } of views)
        if (/ln_\w+\.weight$/.test(name)) for (let i = offset; i < offset + size; i++) values[i] += 1;
      const { contextLength: length } = config;
      const prompt = Array.from({ length: length - 3 }, (_, t) => (t * t) % 7);
      const batch = tokenBatch([{ prompt, completion: [3, 4, 5] }], length, 3, 0);
      const model = new CpuModel(device, config, { views, values });
      const got = await model.logProbs(batch);
      await model.backward(Float32Array.from(batch.scored));
      const gradient = await model.gradientValues();
      model.dispose();
      const slow = slowLogProbs(config, views, Float64Array.from(values), [...prompt, 3, 4]);
      for (const t of [length - 3, length - 2, length - 1])
        expect(got[t]).toBeCloseTo(slow[t - 1][batch.tokens[t]], 4);
      expect(gradient.every(Number.isFinite)).toBe(true);
    }
  });

  it('leaves memory flat over 10,000 steps, and gives it back', async () => {
    const before = device.bytes;
    const config: ModelConfig = { vocabSize: 8, contextLength: 16, width: 8, layers: 1, heads: 1 };
    const parameters = roughParameters(config);
    const model = new CpuModel(device, config, parameters);
    const frozen = new CpuModel(device, config, parameters, false);
    const noise = Stream.fromSeed(5);
    const batches = Array.from({ length: 10 }, () => randomBatch(noise, 8, 1 + noise.integer(3), 4));
    const prompt = { prompts: [[2, 3, 4]], samplesPerPrompt: 4, maxNewTokens: 6, temperature: 1, eos: 1 };
    const pass = async (step: number) => {
      const batch = batches[step % batches.length];
      await model.logProbs(batch);
      await model.backward(Float32Array.from(batch.scored));
      await model.step({ ...adamw, learningRate: 1e-5 });
      if (step % 100 > 0) return;
      await model.divergence(batch, frozen);
      await frozen.generate({ ...prompt, seed: 1, round: step, promptKeys: [0] });
    };
    for (let step = 0; step < 200; step++) await pass(step);
    const warm = device.bytes;
    for (let step = 200; step < 10_000; step++) await pass(step);
    expect(device.bytes).toBe(warm);
    model.dispose();
    frozen.dispose();
    await Promise.resolve();
    expect(device.bytes).toBe(before);
  });
});
