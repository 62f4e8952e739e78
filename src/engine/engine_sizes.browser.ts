// The engine at sizes where something else begins: a vocabulary whose logits fill more than one buffer, a wide model, and
// a long context.

import { afterEach, describe, expect, it } from 'vitest';
import { tokenBatch } from '../model/batch.ts';
import { adamw, checkBatch, roughParameters } from '../model/checked_case.ts';
import type { ModelConfig } from '../model/config.ts';
import { type Parameters, parameterViews } from '../model/parameters.ts';
import { slowLogProbs } from '../model/slow_transformer.ts';
import { Stream } from '../random/stream.ts';
import { EngineModel } from './engine_model.ts';
import { expectNoGpuErrors, gpuOf } from './test_device.ts';

const gpu = gpuOf();
afterEach(expectNoGpuErrors);

/** Normal noise about 0, and about 1 for the gains of norms; a short sequence of draws over and over. */
function noisyParameters(config: ModelConfig, scale: number): Parameters {
  const stream = Stream.fromSeed(3);
  const noise = Float32Array.from({ length: 65_521 }, () => scale * stream.normal());
  const views = parameterViews(config);
  const values = new Float32Array(views.reduce((sum, { size }) => sum + size, 0));
  for (const { name, offset, size } of views) {
    const centre = /ln_\w+\.weight$/.test(name) ? 1 : 0;
    for (let i = offset; i < offset + size; i++) values[i] = centre + noise[i % noise.length];
  }
  return { views, values };
}

describe('a run of the engine', () => {
  it('takes a vocabulary through the head in parts and gives the same', async () => {
    const wide: ModelConfig = { vocabSize: 50_257, contextLength: 40, width: 4, layers: 1, heads: 1 };
    // 357 slots, of which 333 fit a buffer of 64 MiB. The first row is in the first part and the last in the second; both
    // are short, since the slow twin works for them.
    const lengths = [3, 39, 39, 39, 39, 39, 39, 39, 39, 39, 3];
    const rows = lengths.map((length, b) => ({
      prompt: [b],
      completion: Array.from({ length }, (_, t) => (b * 977 + t * 1013) % 50_257),
    }));
    const batch = tokenBatch(rows, 40, 39, 0);
    const checked = [0, 10];
    const parameters = roughParameters(wide);
    const model = await EngineModel.create(gpuOf({}, { logitsBytes: 2 ** 26 }), wide, parameters);
    const logProbs = await model.logProbs(batch);
    await model.backward(
      Float32Array.from(batch.scored, (s, i) => (checked.includes(Math.floor(i / 40)) ? s : 0)),
    );
    const gradient = await model.gradientValues();
    model.dispose();
    const slowRow = (b: number, values: Float64Array) => {
      const { prompt, completion } = rows[b];
      const lines = slowLogProbs(wide, parameters.views, values, [...prompt, ...completion].slice(0, -1));
      return completion.map((token, t) => lines[t][token]);
    };
    const values = Float64Array.from(parameters.values);
    for (const b of checked)
      slowRow(b, values).forEach((expected, t) => {
        expect(logProbs[b * 40 + 1 + t]).toBeCloseTo(expected, 3);
      });
    const objective = (moved: Float64Array) =>
      checked.flatMap((b) => slowRow(b, moved)).reduce((sum, logProb) => sum + logProb);
    const { offset } = parameters.views.find(({ name }) => name === 'ln_f.weight')!;
    const moved = (by: number) => objective(values.map((v, i) => (i === offset ? v + by : v)));
    const difference = (moved(1e-4) - moved(-1e-4)) / 2e-4;
    expect(Math.abs(gradient[offset] - difference)).toBeLessThan(2e-3 * Math.max(1, Math.abs(difference)));
  });

  it('is right at a width of 1,024 and at a context of 1,024', async () => {
    const wide: ModelConfig = { vocabSize: 7, contextLength: 4, width: 1024, layers: 1, heads: 16 };
    const long: ModelConfig = { vocabSize: 7, contextLength: 1024, width: 8, layers: 1, heads: 2 };
    // Decoding takes its keys in three parts.
    const split = { ...long, contextLength: 520 };
    for (const [shape, device] of [
      [wide, gpu],
      [long, gpu],
      [split, gpuOf({ lanes: 64 })],
    ] as const) {
      // At 1,024 columns the noise of the narrow model would saturate every softmax.
      const parameters = noisyParameters(shape, shape === wide ? 0.02 : 0.3);
      const model = await EngineModel.create(device, shape, parameters);
      const { contextLength: length } = shape;
      const prompt = Array.from({ length: length - 3 }, (_, t) => (t * t) % 7);
      const batch = tokenBatch([{ prompt, completion: [3, 4, 5] }], length, 3, 0);
      const got = await model.logProbs(batch);
      await model.backward(Float32Array.from(batch.scored));
      const gradient = await model.gradientValues();
      const drawn = await model.generate({
        prompts: [prompt],
        samplesPerPrompt: 3,
        maxNewTokens: 3,
        temperature: 1,
        eos: 7,
        seed: 1,
        round: 0,
        promptKeys: [0],
      });
      const rows = drawn.map(({ tokens }) => ({ prompt, completion: tokens }));
      const again = await model.logProbs(tokenBatch(rows, length, 3, 0));
      drawn.forEach(({ logProbs }, r) => {
        logProbs.forEach((value, j) => {
          expect(value).toBeCloseTo(again[r * length + prompt.length + j], 4);
        });
      });
      model.dispose();
      const values = Float64Array.from(parameters.values);
      const slow = slowLogProbs(shape, parameters.views, values, [...prompt, 3, 4]);
      for (const t of [length - 3, length - 2, length - 1])
        expect(got[t]).toBeCloseTo(slow[t - 1][batch.tokens[t]], 4);
      expect(gradient.every(Number.isFinite)).toBe(true);
    }
  });
});

describe('parameters in several buffers', () => {
  it('give the bits that one buffer gives: log-probs, gradients, steps, drawn tokens, moments', async () => {
    const config: ModelConfig = { vocabSize: 11, contextLength: 9, width: 16, layers: 3, heads: 2 };
    const parameters = noisyParameters(config, 0.3);
    const bytes = 4 * parameters.values.length;
    const run = async (bindingBytes: number) => {
      const device = gpuOf({}, { bindingBytes });
      const model = await EngineModel.create(device, config, parameters);
      const logProbs = [];
      const norms = [];
      for (let step = 0; step < 2; step++) {
        logProbs.push(await model.logProbs(checkBatch));
        await model.backward(Float32Array.from(checkBatch.scored));
        if (step === 0) norms.push((await model.step({ ...adamw, gradientClip: 0 })).gradientNorm);
      }
      const request = { prompts: [[2, 3]], samplesPerPrompt: 5, maxNewTokens: 5, temperature: 1, eos: 1 };
      const drawn = await model.generate({ ...request, seed: 3, round: 1, promptKeys: [5] });
      const gradient = await model.gradientValues();
      const moments = await model.saveOptimiser();
      model.loadOptimiser(moments);
      const values = await model.snapshot();
      model.restore(values);
      const again = await model.saveOptimiser();
      const taken = await EngineModel.create(device, config, parameters, false);
      await taken.adopt(model);
      const copied = await taken.snapshot();
      model.dispose();
      taken.dispose();
      const tokens = drawn.map((completion) => completion.tokens);
      return { bits: { logProbs, gradient, moments, again, values, tokens }, copied, norm: norms[0] };
    };
    const [one, several] = [await run(2 * bytes), await run(bytes / 3)];
    expect(several.bits).toEqual(one.bits);
    // A norm is summed in another order.
    expect(several.norm / one.norm).toBeCloseTo(1, 6);
    for (const { copied, bits } of [one, several]) expect(copied).toEqual(bits.values);
  });

  it('are refused before anything is allocated where a tensor is too large for one', async () => {
    const config: ModelConfig = { vocabSize: 500, contextLength: 9, width: 16, layers: 1, heads: 2 };
    const small = gpuOf({}, { bindingBytes: 16_384 });
    await expect(EngineModel.create(small, config, noisyParameters(config, 0.3))).rejects.toThrow(
      'wte.weight needs a buffer of 32576 bytes (expected at most 16384',
    );
    expect(small.memory.bytes).toBe(0);
  });
});
