import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { cpuEngineFile } from '../../scripts/lib/cpu_engine.mjs';
import { subBatch, tokenBatch } from '../model/batch.ts';
import { roughParameters } from '../model/checked_case.ts';
import type { ModelConfig } from '../model/config.ts';
import type { RunShapes } from '../model/memory_estimate.ts';
import { CpuModel } from './cpu_model.ts';
import { CpuDevice } from './device.ts';
import { OutOfMemoryError } from './heap.ts';
import { estimateMemory, LARGEST_INSTANCE } from './memory.ts';
import { localShard } from './shard.ts';

const module = new WebAssembly.Module(readFileSync(cpuEngineFile));
const shapes: RunShapes = {
  scoringModels: 3,
  training: { rows: 64, length: 60, window: 20 },
  scoring: { rows: 64, length: 60, window: 20 },
  generation: { prompts: 4, rows: 64, newTokens: 20 },
};

const trained: ModelConfig = { vocabSize: 300, contextLength: 60, width: 96, layers: 2, heads: 4 };
const adapted: ModelConfig = { ...trained, lora: { rank: 8, alpha: 32, targets: ['c_attn'] } };

it.each([
  [1, trained],
  [2, trained],
  [4, trained],
  [2, adapted],
])('estimates what a run takes on %d shards, to a quarter', async (shards, config) => {
  const estimate = estimateMemory(module, config, shapes, shards);
  const parameters = roughParameters(config);
  // A batch of four rows stays on the calling thread.
  const device = new CpuDevice(
    module,
    () => localShard(module),
    shards,
    300 * (parameters.frozen ?? parameters).values.length,
  );
  const policy = new CpuModel(device, config, parameters);
  const [prior, proposal] = [0, 1].map(() => new CpuModel(device, config, parameters, false));
  const rows = Array.from({ length: 64 }, (_, b) => ({
    prompt: Array.from({ length: 40 }, (_, t) => (b * t) % 300),
    completion: Array.from({ length: 20 }, (_, t) => (b + t) % 300),
  }));
  const batch = tokenBatch(rows, 60, 20, 0);
  for (const model of [policy, prior, proposal]) {
    await model.logProbs(subBatch(batch, 0, 4));
    await model.logProbs(batch);
  }
  await policy.backward(Float32Array.from(batch.scored));
  await proposal.generate({
    prompts: rows.slice(0, 4).map(({ prompt }) => prompt),
    samplesPerPrompt: 16,
    maxNewTokens: 20,
    temperature: 1,
    eos: 300,
    seed: 1,
    round: 0,
    promptKeys: [0, 1, 2, 3],
  });
  expect(estimate.total / device.bytes).toBeGreaterThan(0.8);
  expect(estimate.total / device.bytes).toBeLessThan(1.25);
});

it('sees before a run that a model does not fit, and says so if it is tried', async () => {
  const config: ModelConfig = { vocabSize: 50_257, contextLength: 1024, width: 1600, layers: 48, heads: 25 };
  expect(estimateMemory(module, config, shapes, 1).largest.bytes).toBeGreaterThan(LARGEST_INSTANCE);
  const device = new CpuDevice(module, () => localShard(module), 1);
  const views = { views: [], values: new Float32Array(0) };
  expect(() => new CpuModel(device, config, views)).toThrow('invalid parameters');
  const small: ModelConfig = { vocabSize: 9, contextLength: 4, width: 8, layers: 1, heads: 1 };
  const shard = localShard(module);
  const [model, trainable] = [1, true];
  await shard.run({ kind: 'create', model, config: small, trainable });
  await expect(shard.run({ kind: 'create', model: 2, config, trainable })).rejects.toThrow(OutOfMemoryError);
});

it('says why a model could not be made, each time it is asked, and goes on once there is room', async () => {
  const config: ModelConfig = { vocabSize: 9, contextLength: 4, width: 8, layers: 1, heads: 1 };
  const device = new CpuDevice(module, () => localShard(module), 1);
  const model = new CpuModel(device, config, roughParameters(config));
  const shard = device.shardAt(0);
  const { run } = shard;
  shard.run = async (command) => {
    if (command.kind === 'create') throw new OutOfMemoryError('no room');
    return run(command);
  };
  const batch = tokenBatch([{ prompt: [2], completion: [3] }], 4, 1, 0);
  for (let i = 0; i < 2; i++) await expect(model.logProbs(batch)).rejects.toThrow('no room');
  shard.run = run;
  expect((await model.logProbs(batch)).some((logProb) => logProb < 0)).toBe(true);
});
