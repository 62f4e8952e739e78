import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cpuEngineFile } from '../../scripts/lib/cpu_engine.mjs';
import type { CreateModel } from '../model/checked_case.ts';
import { checkMask } from '../model/mask_checks.ts';
import { checkModel } from '../model/model_checks.ts';
import { CpuModel } from './cpu_model.ts';
import { CpuDevice } from './device.ts';
import { localShard } from './shard.ts';

const module = new WebAssembly.Module(readFileSync(cpuEngineFile));

for (const shards of [1, 2, 4]) {
  describe(`CPU engine on ${shards} shards`, () => {
    const device = new CpuDevice(module, () => localShard(module), shards, 0);
    const create: CreateModel = async (...model) => new CpuModel(device, ...model);
    checkModel(it, expect, create);
    checkMask(it, expect, create);
  });
}
