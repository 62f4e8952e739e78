// The paths of generation against each other: the same keys draw the same tokens with the same log-probs.
import { afterEach, expect, it } from 'vitest';
import { tokenBatch } from '../model/batch.ts';
import { roughParameters } from '../model/checked_case.ts';
import type { ModelConfig } from '../model/config.ts';
import { EngineModel } from './engine_model.ts';
import { callsOf, countGpuCalls } from './gpu_calls.ts';
import { expectNoGpuErrors, gpuOf, hasSubgroups } from './test_device.ts';
import { range } from './wgsl.ts';

afterEach(expectNoGpuErrors);

const EOS = 1;
const narrow: ModelConfig = { vocabSize: 7, contextLength: 24, width: 20, layers: 2, heads: 2 };
/** More columns and tokens than a workgroup has threads, and a mask of ten words a position. */
const broad: ModelConfig = {
  vocabSize: 300,
  contextLength: 24,
  width: 96,
  layers: 1,
  heads: 3,
  allowed: [null, range(290)],
};
const request = {
  prompts: [[2, 3, 4, 5], [6], [5, 3, 2, 2, 2, 6, 4]],
  samplesPerPrompt: 4,
  maxNewTokens: 8,
  temperature: 0.8,
  eos: EOS,
  seed: 5,
  round: 2,
  promptKeys: [0, 1, 2],
};
const unsplit = { submitMs: Number.POSITIVE_INFINITY };

it.each([narrow, broad])('a workgroup a row draws what dispatches draw, width $width', async (config) => {
  countGpuCalls();
  const drawn = async (decoding: 'whole' | 'dispatches') => {
    const subgroups = hasSubgroups && config === narrow;
    const gpu = gpuOf({ lanes: 64, decoding, subgroups }, unsplit);
    const model = await EngineModel.create(gpu, config, roughParameters(config), false);
    let completions = await model.generate(request);
    const { dispatches, submits, readBacks } = await callsOf(async () => {
      completions = await model.generate(request);
    });
    const rows = completions.map(({ tokens }, r) => ({
      prompt: request.prompts[Math.floor(r / request.samplesPerPrompt)],
      completion: tokens,
    }));
    const scored = await model.logProbs(tokenBatch(rows, config.contextLength, request.maxNewTokens, 0));
    completions.forEach(({ logProbs }, r) => {
      logProbs.forEach((logProb, t) => {
        const expected = scored[r * config.contextLength + rows[r].prompt.length + t];
        expect(Math.abs(logProb - expected)).toBeLessThan(1e-4);
      });
    });
    model.dispose();
    return { completions, dispatches, submits, readBacks };
  };
  const [whole, listed] = [await drawn('whole'), await drawn('dispatches')];
  const { layers } = config;
  // The prefill, the first draw, and one for all tokens after it.
  expect(whole).toMatchObject({ dispatches: 7 * layers + 5 + 1, submits: 1, readBacks: 1 });
  expect(whole.completions.map(({ tokens }) => tokens)).toEqual(
    listed.completions.map(({ tokens }) => tokens),
  );
  whole.completions.forEach(({ logProbs }, row) => {
    logProbs.forEach((logProb, t) => {
      expect(Math.abs(logProb - listed.completions[row].logProbs[t])).toBeLessThan(1e-4);
    });
  });
});
