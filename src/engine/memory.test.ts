import { describe, expect, it } from 'vitest';
import type { RunShapes } from '../model/memory_estimate.ts';
import { estimateMemory } from './memory.ts';
import type { Tuning } from './wgsl.ts';

const config = { vocabSize: 100, contextLength: 32, width: 16, layers: 3, heads: 2 };
const shapes: RunShapes = {
  scoringModels: 3,
  training: { rows: 8, length: 32, window: 12 },
  scoring: { rows: 8, length: 32, window: 12 },
  generation: { prompts: 2, rows: 64, newTokens: 12 },
};
const tuning: Tuning = {
  lanes: 1,
  matmul: 'registers',
  subgroups: false,
  attention: 'threads',
  decoding: 'dispatches',
  workgroupBytes: 16_384,
  storage: 'f32',
};
const limits = { tuning, logitsBytes: 2 ** 26, bindingBytes: 2 ** 28 };

describe('the memory estimate', () => {
  it('counts parameters, moments, and the qkv cache by hand', () => {
    const { width, layers, vocabSize, contextLength } = config;
    const block = 4 * width + 12 * width ** 2 + 9 * width;
    const floats = (vocabSize + contextLength) * width + layers * block + 2 * width;
    const estimate = estimateMemory(config, shapes, limits);
    expect(estimate.parameters).toBe(3 * 4 * floats);
    expect(estimate.optimiser).toBe(3 * 4 * floats);
    // Keys and values alone: rows x tokens x 3 d x L floats for each of two generating models.
    expect(estimate.cache).toBeGreaterThan(2 * 4 * 64 * 12 * 3 * width * layers);
    expect(estimate.total).toBe(
      estimate.parameters + estimate.optimiser + estimate.activations + estimate.cache,
    );
  });

  it('grows in proportion to the rows of training, and names the largest buffer', () => {
    const at = (rows: number) =>
      estimateMemory(config, { ...shapes, training: { ...shapes.training, rows } }, limits);
    const [at1000, at2000, at4000] = [at(1000), at(2000), at(4000)].map(({ activations }) => activations);
    expect((at4000 - at2000) / (at2000 - at1000)).toBeCloseTo(2, 6);
    // 4d floats of a wide activation for each of the 31 predicting tokens of a row.
    expect(at(4000).largest).toEqual({ bytes: 4 * 4000 * 31 * 4 * config.width, of: 'activations' });
  });

  it('counts a learned reward as one model more', () => {
    const three = estimateMemory(config, shapes, limits);
    const four = estimateMemory(config, { ...shapes, scoringModels: 4 }, limits);
    expect(four.parameters).toBeCloseTo((4 / 3) * three.parameters, 6);
    expect(four.activations).toBeGreaterThan(three.activations);
    expect(four.optimiser).toBe(three.optimiser);
  });

  it("keeps within the device's limit on a vocabulary that would fill it", () => {
    const wide = { ...config, vocabSize: 50_257 };
    const at = (logitsBytes: number) => estimateMemory(wide, shapes, { ...limits, logitsBytes });
    // 96 slots of 4 x 50,260 bytes, whole quads, need 19 MB, and 41 of them fit 8 MiB; so do as many rows of a generation.
    expect(at(2 ** 23).largest.bytes).toBe(41 * 4 * 50_260);
    const more = at(2 ** 26).activations - at(2 ** 23).activations;
    expect(Math.abs(more / ((96 - 41) * 4 * 50_260) - 4)).toBeLessThan(0.01); // of each workspace
  });

  it('needs less for activations with half storage', () => {
    const half = estimateMemory(config, shapes, { ...limits, tuning: { ...tuning, storage: 'f16' } });
    expect(half.activations).toBeLessThan(estimateMemory(config, shapes, limits).activations);
  });
});
