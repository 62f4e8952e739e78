// What the WGSL engine holds of a long run with adapters.
import { afterEach, expect, it } from 'vitest';
import { checkFlatMemory } from '../formats/hugging_face/memory_checks.ts';
import { EngineModel } from './engine_model.ts';
import { expectNoGpuErrors, gpuOf } from './test_device.ts';
import { readFixture } from './test_fixtures.ts';

afterEach(expectNoGpuErrors);

const gpu = gpuOf();

checkFlatMemory(
  it,
  expect,
  (...model) => EngineModel.create(gpu, ...model),
  readFixture,
  () => ({ bytes: gpu.memory.bytes, buffers: gpu.bufferCount }),
  10,
);
