import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cpuEngineFile } from '../../scripts/lib/cpu_engine.mjs';
import { checkArchitectures } from '../model/architecture_checks.ts';
import { tokenBatch } from '../model/batch.ts';
import { adamw, type CreateModel, checkBatch, checkConfig, roughParameters } from '../model/checked_case.ts';
import { checkMask } from '../model/mask_checks.ts';
import { checkModel } from '../model/model_checks.ts';
import { packBatch } from '../model/packing.ts';
import { CpuModel } from './cpu_model.ts';
import { CpuDevice } from './device.ts';
import { localShard, type ShardCommand } from './shard.ts';

const module = new WebAssembly.Module(readFileSync(cpuEngineFile));

for (const shards of [1, 2, 4]) {
  describe(`CPU engine on ${shards} shards`, () => {
    const device = new CpuDevice(module, () => localShard(module), shards, 0);
    const create: CreateModel = async (...model) => new CpuModel(device, ...model);
    checkModel(it, expect, create);
    checkMask(it, expect, create);
    checkArchitectures(it, expect, create);
  });
}

it('has the values of its last batch, where the one before was not shared', async () => {
  const config = { ...checkConfig, valueHead: true };
  const parameters = roughParameters(config);
  const batchOf = (rows: number, tokens: number) => {
    const completion = Array.from({ length: tokens }, (_, t) => 2 + (t % 3));
    return tokenBatch(
      Array.from({ length: rows }, (_, b) => ({ prompt: [2 + b], completion })),
      9,
      4,
      0,
    );
  };
  const [small, large] = [batchOf(4, 1), batchOf(4, 4)]; // four parts each
  const work = packBatch(large, true).counts.tokens * parameters.values.length;
  const values = async (shards: number, leastSpread: number) => {
    const model = new CpuModel(
      new CpuDevice(module, () => localShard(module), shards, leastSpread),
      config,
      parameters,
    );
    await model.logProbs(small);
    await model.logProbs(large);
    return model.valueEstimates();
  };
  expect(await values(2, 0.8 * work)).toEqual(await values(1, 0));
});

it('gives each shard room of its own for its gradient, the same in every step', async () => {
  const device = new CpuDevice(module, () => localShard(module), 4, 0);
  const rooms: Set<Float32Array>[] = [];
  for (let i = 0; i < 4; i++) {
    const shard = device.shardAt(i);
    const { run } = shard;
    shard.run = (command) => {
      const sent: ShardCommand = command;
      if (sent.kind === 'backward') rooms.at(-1)!.add(sent.room);
      return run(command);
    };
  }
  const before = device.bytes;
  const model = new CpuModel(device, checkConfig, roughParameters(checkConfig));
  for (let step = 0; step < 3; step++) {
    rooms.push(new Set());
    await model.logProbs(checkBatch);
    await model.backward(Float32Array.from(checkBatch.scored));
    await model.step(adamw);
  }
  expect(rooms.map(({ size }) => size)).toEqual([4, 4, 4]);
  for (const room of rooms[2]) expect(rooms[0].has(room)).toBe(true);
  model.dispose();
  await Promise.resolve();
  expect(device.bytes).toBe(before);
});
